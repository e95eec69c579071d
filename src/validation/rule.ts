import { type IssueCode, type IssuePlace, issueOf, type ValidationIssue } from '../graph/index.ts';
import { brief } from './brief.ts';

/** Something that a rule has found: what is wrong and what to do, and where. */
export interface Finding extends IssuePlace {
  readonly message: string;
}

/**
 * One thing that the validator looks for. Layer, severity and meaning are those of its code, so that all rules can be
 * listed: see `issueCodes`.
 */
export interface Rule<Subject> {
  readonly code: IssueCode;
  /** Everything that breaks it. Total, whatever else is broken. */
  find(subject: Subject): readonly Finding[];
}

/** What these rules find; nothing that one finds keeps another from being found. */
export function findingsOf<Subject>(
  rules: readonly Rule<Subject>[],
  subject: Subject,
): readonly ValidationIssue[] {
  return rules.flatMap(({ code, find }) =>
    find(subject).map(({ message, path, ...place }) =>
      issueOf(code, brief(message), { ...place, path: path === undefined ? path : brief(path) }),
    ),
  );
}
