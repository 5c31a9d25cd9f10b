/**
 * An error as a message ErrorDetail, for where it is part of an answer.
 * @param {import('./errors.js').ConnectorError} error
 */
export function errorDetail(error) {
  const { objectClass = '', uid = '', attribute = '', faults = [] } = error.about;
  return { reason: error.reason, message: error.message, object_class: objectClass, uid, attribute, faults };
}
