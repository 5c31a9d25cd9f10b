import { readGroups, readUsers } from '../src/entries.js';
import { messageType } from '../src/protos.js';

export const USERS = [
  {
    uid: 'u1', userName: 'ada', givenName: 'Ada', email: 'ada@example.org', active: true, logins: 42,
    joined: '2024-01-02T03:04:05.5Z', tags: ['maths', 'Engine'],
  },
  { uid: 'u2', userName: 'Bob', active: false, logins: 0, joined: '2023-06-30T23:00:00-05:00', tags: [], manager: 'u1' },
  { uid: 'u3', userName: 'çelik', logins: 7, tags: ['engine'], manager: 'u2' },
  { uid: 'u4', userName: 'dora' },
];
export const GROUPS = [
  { uid: 'g1', displayName: 'Staff', members: ['u1', 'u2'] },
  { uid: 'g2', displayName: 'Empty' },
];

/** The rows of the users above. */
export async function userRows() {
  const users = await readUsers(structuredClone(USERS), '/srv/directory.json');
  await readGroups(structuredClone(GROUPS), users, '/srv/directory.json');
  return users.rows;
}

/** A message as it arrives: written and read again. */
export function wire(name, message) {
  const type = messageType(`iga.connector.v1.${name}`);
  return type.deserialize(type.serialize(message));
}

/** What a function throws. */
export async function thrown(run) {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
