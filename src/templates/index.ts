export { builtInTemplates } from './built-in/index.ts';
export { chatGraph } from './chat-graph.ts';
export type { ChatTarget } from './chat-target.ts';
export { type CheckedTemplate, checkTemplate, type GivenTemplate, readTemplate } from './check-template.ts';
export { instantiateTemplate, type TemplateContent } from './instantiate-template.ts';
export {
  convertLegacyTemplate,
  isLegacyTemplate,
  type LegacyTemplateConversion,
} from './legacy/convert-legacy-template.ts';
export { contentOfLegacy } from './legacy/legacy-template.ts';
export { missingRequirements, type Requirements } from './missing-requirements.ts';
export { parameterIssueCodes } from './parameter-issue.ts';
export { readTemplateFile, type TemplateDescription, writeTemplateFile } from './template-file.ts';
