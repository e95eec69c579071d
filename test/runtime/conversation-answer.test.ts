import { describe, expect, it } from 'vitest';
import type { Json, Message } from '../../src/kernel/index.ts';
import { conversationAnswer } from '../../src/runtime/owner/conversation-answer.ts';

const said = (role: Message['role'], content: string): Message => ({ role, content });
const before = [said('user', 'Hi'), said('assistant', 'An earlier answer')];
const messages = [...before, said('user', 'And?'), said('assistant', 'From a model')];

describe('the answer of an execution', () => {
  it.each<[string, Json, string]>([
    ['the output named answer', { text: 'a draft', answer: 'yes', topic: 'billing' }, 'yes'],
    ['the output named text', { text: 'yes', topic: 'billing' }, 'yes'],
    ['the only output that is a text', { response: 'yes', score: 3, sources: ['a'] }, 'yes'],
    ['what a model said last, where several outputs are texts', { draft: 'a', title: 'b' }, 'From a model'],
    ['what a model said last, where the text is blank', { answer: ' \n' }, 'From a model'],
    ['what a model said last, where there is no output', null, 'From a model'],
    ['what a model said last, where the output is a list', ['yes'], 'From a model'],
  ])('is %s', (_, output, answer) => {
    expect(conversationAnswer(output, messages)).toBe(answer);
  });

  it('is what a model said with text in it, not how it asked for tools last', () => {
    const call = { ...said('assistant', ''), toolCalls: [{ id: '1', name: 'search', arguments: {} }] };
    expect(conversationAnswer(null, [...messages, call, said('tool', 'found')])).toBe('From a model');
  });

  it('is never one to an earlier turn', () => {
    expect(conversationAnswer(null, [...before, said('user', 'And?')])).toBeNull();
    expect(conversationAnswer({ score: 3 }, [...before, said('user', 'And?')])).toBeNull();
  });

  it('is at most a million characters long', () => {
    const longest = 'x'.repeat(1024 * 1024);
    expect(conversationAnswer({ text: longest }, [])).toBe(longest);
    expect(conversationAnswer({ text: `${longest}x` }, [])).toBeNull();
  });
});
