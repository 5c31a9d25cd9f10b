import { ConnectorError, Faults } from './errors.js';
import { resolveFilter } from './filter.js';
import { findAttribute, findClass } from './names.js';
import { resolveProperties } from './properties.js';

/**
 * Finds the class of a request that wants an operation.
 * @throws {ConnectorError} NOT_FOUND for an unknown class, UNSUPPORTED for an operation that the class does not list
 */
export function operationClass(schema, name, operation) {
  const objectClass = findClass(schema, name);
  if (!objectClass) {
    const known = schema.object_classes.map((c) => c.name).join(', ');
    throw new ConnectorError('NOT_FOUND', `no object class ${name}; this connector has ${known}`, { objectClass: name });
  }
  if (!objectClass.operations.some((o) => o.operation === operation)) {
    throw new ConnectorError('UNSUPPORTED',
      `object class ${objectClass.name} does not support ${operation.replace('OPERATION_', '').toLowerCase()}`,
      { objectClass: objectClass.name });
  }
  return objectClass;
}

/** Checks a GetRequest and returns it with canonical names. */
export function resolveGet(schema, request) {
  const objectClass = operationClass(schema, request.object_class, 'OPERATION_GET');
  const faults = new Faults();
  const { uid = '', name = '' } = request;
  if (!uid && !name) {
    faults.request(objectClass.uid_attribute, 'a uid or a name is needed');
  }
  const attributes = resolveAttributes(objectClass, request.attributes, faults);
  faults.check(objectClass.name, uid);
  return { objectClass, uid, name, attributes };
}

/** Checks a SearchRequest and returns it with canonical names and a resolved filter. */
export function resolveSearch(schema, request) {
  const objectClass = operationClass(schema, request.object_class, 'OPERATION_SEARCH');
  const { options } = objectClass.operations.find((o) => o.operation === 'OPERATION_SEARCH');
  const faults = new Faults();
  const query = {
    objectClass,
    attributes: resolveAttributes(objectClass, request.attributes, faults),
    filter: request.filter && resolveFilter(request.filter, objectClass, faults),
    sort: resolveSort(objectClass, request.sort, faults),
    pageSize: request.page_size,
    offset: request.offset,
    cookie: request.cookie,
    explain: request.explain,
  };
  resolveProperties(options, request.options, faults, 'option');
  checkPaging(query, faults);
  if (typeof query.explain !== 'string') {
    faults.request('explain', `is ${query.explain}, which is not declared`);
  }
  faults.check(objectClass.name);
  return query;
}

/** The attributes to return; those returned by default when none is named. */
function resolveAttributes(objectClass, names, faults) {
  if (names.length === 0) {
    return objectClass.attributes.filter((a) => a.returned_by_default).map((a) => a.name);
  }
  const seen = new Map();
  for (const name of names) {
    if (faults.full) {
      break;
    }
    const info = findAttribute(objectClass, name);
    if (!info) {
      faults.request(name, `unknown attribute of ${objectClass.name}`);
    } else if (!info.readable) {
      faults.request(info.name, 'cannot be read');
    } else if (!seen.has(info.name)) {
      seen.set(info.name, name);
    } else if (seen.get(info.name) !== name) {
      faults.request(info.name, `named twice, as ${seen.get(info.name)} and as ${name}`);
    }
  }
  return [...seen.keys()];
}

function resolveSort(objectClass, keys, faults) {
  const out = new Map();
  for (const { attribute, descending } of keys) {
    if (faults.full) {
      break;
    }
    const info = findAttribute(objectClass, attribute);
    if (!info) {
      faults.request(attribute, `unknown attribute of ${objectClass.name}`);
    } else if (!out.has(info)) {
      out.set(info, { info, descending }); // A second key of an attribute has nothing left to order.
    }
  }
  return [...out.values()];
}

function checkPaging({ pageSize, offset, cookie, sort }, faults) {
  const rules = [
    [pageSize < 0, 'page size', 'must not be negative'],
    [offset < 0, 'offset', 'must not be negative; the first row is 1'],
    [pageSize === 0 && offset > 0, 'offset', 'needs a page size'],
    [pageSize === 0 && cookie !== '', 'cookie', 'needs a page size'],
    [offset > 0 && cookie !== '', 'offset', 'cannot be combined with a cookie'],
    [sort.length > 0 && cookie !== '', 'sort', 'cannot be combined with a cookie'],
  ];
  for (const [broken, field, message] of rules) {
    if (broken) {
      faults.request(field, message);
    }
  }
}
