import { expect, test } from 'vitest';
import { hashOf, routeOf, type Route } from './route.ts';

const ROUTES: readonly Route[] = [
  { view: 'explain', shared: null },
  { view: 'explain', shared: 'eyJ2IjoxfQ' },
  { view: 'operations', search: '' },
  { view: 'operations', search: 'security alerts & more' },
  { view: 'operation', method: 'GET', path: '/security/alerts/{id}' },
  { view: 'operation', method: 'GET', path: '/reports/getX(period={value})' },
  { view: 'operation', method: 'POST', path: '/a/b%2fc/$count' },
  { view: 'permissions', search: 'Security' },
  { view: 'permission', name: 'SecurityEvents.Read.All' },
  { view: 'roles', search: 'Reader' },
  { view: 'matrix' },
  { view: 'refusal', id: '6875faa4-6b2b-4f8e-adfa-ef1a1cb8b339' },
  { view: 'plan' },
  { view: 'about' },
  { view: 'tenant' },
  { view: 'play' },
];

test('every place has an address that leads back to it', () => {
  for (const route of ROUTES) expect(routeOf(hashOf(route))).toEqual(route);
});

test('no address is the first view, and one that names nothing is nowhere', () => {
  expect(routeOf('')).toEqual({ view: 'explain', shared: null });
  expect(routeOf('#/unheard/of')).toEqual({ view: 'nowhere', address: '/unheard/of' });
  expect(routeOf('#/explore/%')).toEqual({ view: 'nowhere', address: '/explore/%' });
});
