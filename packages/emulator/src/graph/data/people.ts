import type { Person } from './made.ts';
import type { Prng } from './prng.ts';

const GIVEN = [
  'Ada',
  'Alan',
  'Barbara',
  'Claude',
  'Donald',
  'Edsger',
  'Frances',
  'Grace',
  'Hedy',
  'Ivan',
  'Jean',
  'Katherine',
  'Leslie',
  'Margaret',
  'Niklaus',
  'Radia',
  'Shafi',
  'Tim',
  'Ursula',
  'Vint',
];
const FAMILY = [
  'Abel',
  'Brook',
  'Cantor',
  'Dirac',
  'Euler',
  'Fermat',
  'Galois',
  'Hopper',
  'Iverson',
  'Jacobi',
  'Kepler',
  'Liskov',
  'Moore',
  'Noether',
  'Olsen',
  'Perlman',
  'Quine',
  'Ritchie',
  'Sutherland',
  'Turing',
];
const NUMBER = 60;

/** Makes the people of a tenant. */
export function makePeople(prng: Prng): readonly Person[] {
  return Array.from({ length: NUMBER }, (_, index): Person => {
    const given = prng.pick(GIVEN);
    const family = prng.pick(FAMILY);
    const account = `${given}.${family}${String(index)}`.toLowerCase();
    return {
      id: prng.guid(),
      name: `${given} ${family}`,
      account,
      upn: `${account}@contoso.example`,
      device: `ws-${String(index + 100)}.contoso.example`,
      deviceId: prng.hex(40),
      ip: `10.${String(prng.integer(0, 31))}.${String(prng.integer(0, 255))}.${String(prng.integer(2, 254))}`,
    };
  });
}
