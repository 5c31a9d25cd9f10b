import { fold } from './text.js';

/**
 * Finds an object class by name or alias, without regard to case.
 * @returns {object|undefined}
 */
export function findClass(schema, name) {
  return named(schema.object_classes, name);
}

/**
 * Finds an attribute by name or alias, without regard to case. __UID__ and __NAME__ are the identifiers of every class.
 * @returns {object|undefined}
 */
export function findAttribute(objectClass, name) {
  const wanted = identifiers.get(name.toUpperCase());
  return named(objectClass.attributes, wanted ? objectClass[wanted] : name);
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

/** The classes or attributes of a list by name and alias; the lists are the schema's, and do not change. */
const indexes = new WeakMap();

function named(list, name) {
  let index = indexes.get(list);
  if (!index) {
    // In reverse, so that of two with one name the first is found.
    index = new Map([...list].reverse().flatMap((x) => [x.name, ...x.aliases].map((n) => [fold(n), x])));
    indexes.set(list, index);
  }
  return index.get(fold(name));
}
