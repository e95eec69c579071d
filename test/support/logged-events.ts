/** SQL: the events of all logs, one a row; what is large of them is left out. */
export const loggedEvents = `(
  select execution_id, sequence + place::int - 1 as sequence, epoch,
    case when json_typeof(stored) = 'array' then stored -> 0 else stored end as event
  from execution_event, json_array_elements(events) with ordinality as one (stored, place)) as logged`;
