interface MaybeNamed {
  readonly id?: string;
}

/**
 * The edges, each with an id: one without gets `e<its index>`, or a later free number where that is taken. The same
 * document always gets the same ids.
 */
export function fillEdgeIds<Edge extends MaybeNamed>(
  edges: readonly Edge[],
): readonly (Edge & { readonly id: string })[] {
  const taken = new Set(edges.flatMap(({ id }) => (id === undefined ? [] : [id])));
  let next = 0;
  return edges.map((edge, index) => {
    if (edge.id !== undefined) return { ...edge, id: edge.id };
    next = Math.max(next, index);
    while (taken.has(`e${next}`)) next += 1;
    const id = `e${next}`;
    next += 1;
    return { ...edge, id };
  });
}
