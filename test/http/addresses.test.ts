import { describe, expect, it } from 'vitest';
import { createAddressRules, isAllowable } from '../../src/http/address-rules.ts';

const rules = createAddressRules([]);

describe('without any setting, a request may go to', () => {
  it.each([
    '1.1.1.1',
    '93.184.216.34',
    '172.15.255.255',
    '172.32.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2001:4860:4860::8888',
    '2a00:1450:4001:81b::200e',
  ])('%s', (address) => {
    expect(rules.isAllowed('example.com', address)).toBe(true);
  });
});

describe('without any setting, a request may not go to', () => {
  it.each([
    ['this network', '0.0.0.0'],
    ['a private network', '10.1.2.3'],
    ['a private network', '172.16.0.1'],
    ['a private network', '172.31.255.255'],
    ['a private network', '192.168.0.1'],
    ['a carrier’s shared network', '100.64.0.1'],
    ['a carrier’s shared network, where some clouds have their metadata', '100.100.100.200'],
    ['the machine itself', '127.0.0.1'],
    ['the machine itself', '127.255.255.254'],
    ['a link-local address', '169.254.1.1'],
    ['the metadata of a cloud', '169.254.169.254'],
    ['protocol assignments', '192.0.0.192'],
    ['a relay of 6to4', '192.88.99.1'],
    ['a network for benchmarks', '198.19.0.1'],
    ['a network for documentation', '203.0.113.7'],
    ['a multicast address', '224.0.0.1'],
    ['a multicast address', '239.255.255.250'],
    ['a reserved address', '240.0.0.1'],
    ['everybody', '255.255.255.255'],
    ['no address', '::'],
    ['the machine itself', '::1'],
    ['a mapped IPv4 address', '::ffff:127.0.0.1'],
    ['a mapped IPv4 address in hex', '::ffff:a9fe:a9fe'],
    ['a mapped public address', '::ffff:1.1.1.1'],
    ['an IPv4-compatible address', '::127.0.0.1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['local NAT64', '64:ff9b:1::a00:1'],
    ['6to4', '2002:7f00:1::1'],
    ['Teredo', '2001:0:53aa:64c::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['a unique local address', 'fc00::1'],
    ['the metadata of a cloud', 'fd00:ec2::254'],
    ['a link-local address', 'fe80::1'],
    ['a link-local address with its zone', 'fe80::1%eth0'],
    ['a site-local address', 'fec0::1'],
    ['a multicast address', 'ff02::1'],
    ['what is no address', 'localhost'],
  ])('%s: %s', (_, address) => {
    expect(rules.isAllowed('example.com', address)).toBe(false);
  });
});

describe('what the operator allows', () => {
  it.each([
    ['a host, wherever it is', 'crm.internal', '10.0.0.7', true],
    ['a host in any case, with the dot of the root', 'CRM.internal.', '10.0.0.7', true],
    ['no other host there', 'other.internal', '10.0.0.7', false],
    ['no host below it', 'a.crm.internal', '10.0.0.7', false],
    ['a network', 'anything', '192.168.7.200', true],
    ['nothing beside the network', 'anything', '192.168.8.1', false],
    ['an address', 'anything', '127.0.0.1', true],
    ['the same address in IPv6 form', 'anything', '::ffff:127.0.0.1', true],
    ['not its neighbour', 'anything', '127.0.0.2', false],
    ['a network of IPv6', 'anything', 'fd12:3456::1', true],
    ['still the public internet', 'anything', '1.1.1.1', true],
  ])('is %s', (_, host, address, isAllowed) => {
    const opened = createAddressRules(['crm.internal', '192.168.7.0/24', '127.0.0.1', 'fd12:3456::/32']);
    expect(opened.isAllowed(host, address)).toBe(isAllowed);
  });

  it.each([
    'crm.internal',
    'localhost',
    '10.0.0.1',
    '10.0.0.0/8',
    '0.0.0.0/0',
    '::1',
    'fd00::/8',
  ])('may be %s', (one) => {
    expect(isAllowable(one)).toBe(true);
  });

  it.each([
    '',
    'http://crm.internal',
    'crm.internal:8080',
    '*.internal',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0/8',
    'fd00::/129',
    'a b',
    '-x',
  ])('may not be %j', (one) => {
    expect(isAllowable(one)).toBe(false);
  });
});
