/** `universal_chat` as the former template generator wrote it: flat nodes, conditions on the edges themselves. */

const model = { system_prompt: 'You are a helpful assistant.', temperature: 0.7, max_tokens: 1000 };

const asks = (condition: string) => ({ condition });

export const universalChat = {
  name: 'universal_chat (Execution)',
  description: 'Chat with whatever it is allowed to use',
  nodes: [
    { id: 'start', type: 'start', config: {} },
    {
      id: 'set_capabilities',
      type: 'variable',
      config: {
        operation: 'set',
        variable_name: 'capabilities',
        value: { enable_memory: true, enable_retrieval: false, enable_tools: true, max_tool_calls: 2 },
      },
    },
    { id: 'check_memory', type: 'conditional', config: asks('variable enable_memory equals true') },
    { id: 'manage_memory', type: 'memory', config: { memory_window: 20 } },
    { id: 'check_retrieval', type: 'conditional', config: asks('variable enable_retrieval equals true') },
    { id: 'retrieve_context', type: 'retrieval', config: { max_documents: 5, score_threshold: 0.5 } },
    { id: 'call_model', type: 'llm', config: model },
    {
      id: 'check_tools',
      type: 'conditional',
      config: asks('variable enable_tools equals true AND has_tool_calls'),
    },
    {
      id: 'execute_tools',
      type: 'tools',
      config: { max_tool_calls: 10, parallel_calls: false, timeout_ms: 30000 },
    },
    { id: 'check_finalize', type: 'conditional', config: asks('tool_calls >= variable max_tool_calls') },
    {
      id: 'finalize_response',
      type: 'llm',
      config: { ...model, system_prompt: 'Provide a final response based on the tool results.' },
    },
    { id: 'end', type: 'end', config: {} },
  ],
  edges: [
    { source: 'start', target: 'set_capabilities' },
    { source: 'set_capabilities', target: 'check_memory' },
    { source: 'check_memory', target: 'manage_memory', ...asks('variable enable_memory equals true') },
    { source: 'check_memory', target: 'check_retrieval', ...asks('variable enable_memory equals false') },
    { source: 'manage_memory', target: 'check_retrieval' },
    {
      source: 'check_retrieval',
      target: 'retrieve_context',
      ...asks('variable enable_retrieval equals true'),
    },
    { source: 'check_retrieval', target: 'call_model', ...asks('variable enable_retrieval equals false') },
    { source: 'retrieve_context', target: 'call_model' },
    { source: 'call_model', target: 'check_tools' },
    { source: 'check_tools', target: 'execute_tools', ...asks('has_tool_calls') },
    { source: 'check_tools', target: 'end', ...asks('no_tool_calls') },
    { source: 'execute_tools', target: 'check_finalize' },
    {
      source: 'check_finalize',
      target: 'finalize_response',
      ...asks('tool_calls >= variable max_tool_calls'),
    },
    { source: 'check_finalize', target: 'call_model', ...asks('tool_calls < variable max_tool_calls') },
    { source: 'finalize_response', target: 'end' },
  ],
  metadata: { generated_from_template: true, template_name: 'universal_chat', is_temporary: true },
};

/** What the generator made of every other template that required tools. */
export const generatedWithTools = {
  name: 'customer_support (Execution)',
  nodes: [
    { id: 'start', type: 'start', config: {} },
    { id: 'llm', type: 'llm', config: { system_prompt: 'Help the customer.', temperature: 0.3 } },
    { id: 'tools', type: 'tools', config: { max_tool_calls: 5, parallel_calls: false } },
    { id: 'end', type: 'end', config: {} },
  ],
  edges: [
    { source: 'start', target: 'llm' },
    { source: 'llm', target: 'end' },
    { source: 'llm', target: 'tools' },
    { source: 'tools', target: 'llm' },
  ],
  metadata: { generated_from_template: true, required_tools: ['search_kb'], is_temporary: true },
};
