const USER = 'User';
const GROUP = 'Group';

/** The operations of both classes; they take no options. */
const operations = () => [
  { operation: 'OPERATION_GET', options: [] },
  { operation: 'OPERATION_SEARCH', options: [] },
];

/** One attribute: readable, nothing else, returned by default unless `more` says otherwise. */
function attribute(name, type, description, more = {}) {
  return {
    name,
    aliases: [],
    description,
    type: `TYPE_${type}`,
    multi_valued: false,
    required: false,
    creatable: false,
    updatable: false,
    readable: true,
    returned_by_default: true,
    case_exact: false,
    reference_class: '',
    allowed_values: [],
    allowed_values_open: false,
    source: 'file',
    ...more,
  };
}

/** The schema, in the form of the contract's message Schema. */
export const SCHEMA = {
  object_classes: [
    {
      name: USER,
      aliases: ['__ACCOUNT__'],
      description: 'A person.',
      uid_attribute: 'uid',
      name_attribute: 'userName',
      attributes: [
        attribute('uid', 'STRING', 'The uid, unique in the file and never changed.', { case_exact: true }),
        attribute('userName', 'STRING', 'The name to log in with, unique without regard to case.'),
        attribute('givenName', 'STRING', 'The first name.'),
        attribute('familyName', 'STRING', 'The last name.'),
        attribute('email', 'STRING', 'The e-mail address.'),
        attribute('active', 'BOOL', 'Whether the account may be used.', { aliases: ['__ENABLE__'] }),
        attribute('logins', 'INT', 'How often the user has logged in.'),
        attribute('joined', 'TIME', 'When the account was made.'),
        attribute('tags', 'STRING', 'Free words, compared with regard to case.', { multi_valued: true, case_exact: true }),
        attribute('manager', 'REFERENCE', 'The manager.', { reference_class: USER }),
        attribute('groups', 'REFERENCE', 'The groups that the user is a member of. Returned only on request.', {
          reference_class: GROUP, multi_valued: true, returned_by_default: false,
        }),
      ],
      operations: operations(),
    },
    {
      name: GROUP,
      aliases: ['__GROUP__'],
      description: 'A set of users.',
      uid_attribute: 'uid',
      name_attribute: 'displayName',
      attributes: [
        attribute('uid', 'STRING', 'The uid, unique in the file and never changed.', { case_exact: true }),
        attribute('displayName', 'STRING', 'The name, unique without regard to case.'),
        attribute('description', 'STRING', 'What the group is for.'),
        attribute('members', 'REFERENCE', 'The users in the group. Returned only on request.', {
          reference_class: USER, multi_valued: true, returned_by_default: false,
        }),
      ],
      operations: operations(),
    },
  ],
};
