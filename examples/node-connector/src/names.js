import { fold } from './text.js';

/**
 * Finds an object class by name or alias, without regard to case.
 * @returns {object|undefined}
 */
export function findClass(schema, name) {
  return schema.object_classes.find((c) => matches(c, name));
}

/**
 * Finds an attribute by name or alias, without regard to case. __UID__ and __NAME__ are the identifiers of every class.
 * @returns {object|undefined}
 */
export function findAttribute(objectClass, name) {
  const wanted = identifiers.get(name.toUpperCase());
  return objectClass.attributes.find((a) => matches(a, wanted ? objectClass[wanted] : name));
}

/** The identifiers by the names that ConnId has for them, and where a class says which attributes they are. */
const identifiers = new Map([['__UID__', 'uid_attribute'], ['__NAME__', 'name_attribute']]);

/**
 * Finds a property by name or alias, without regard to case and underscores.
 * @returns {object|undefined}
 */
export function findProperty(properties, key) {
  const plain = (s) => s.replaceAll('_', '').toLowerCase();
  return properties.find((p) => [p.name, ...p.aliases].some((n) => plain(n) === plain(key)));
}

function matches(named, name) {
  return [named.name, ...named.aliases].some((n) => fold(n) === fold(name));
}
