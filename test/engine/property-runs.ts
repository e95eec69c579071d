/** How many random cases a property of the scheduler is tried on; more are asked for by the environment. */
export const propertyRuns = Number(process.env.CHATTER_PROPERTY_RUNS ?? 2000);

/** In milliseconds: generous, for a machine that is busy with other things. */
export const propertyTimeout = 30_000 + propertyRuns * 40;
