// graphql-eslint: what it recommends for schemas, for those that Relay reads, and for what clients ask of them.
import eslint, { configs, parser } from '@graphql-eslint/eslint-plugin'

const SCHEMA = 'schema.graphql'
const DOCUMENTS = 'documents/**/*.graphql'

const recommended = (...names) => Object.assign({}, ...names.map((name) => configs[name].rules))
const graphql = (files, rules) => ({
  files: [files],
  languageOptions: { parser, parserOptions: { graphQLConfig: { schema: SCHEMA, documents: DOCUMENTS } } },
  linterOptions: { reportUnusedDisableDirectives: 'error' },
  plugins: { '@graphql-eslint': eslint },
  rules,
})

const schemaRules = recommended('flat/schema-recommended', 'flat/schema-relay')
const [, naming] = schemaRules['@graphql-eslint/naming-convention']

export default [
  graphql(SCHEMA, {
    ...schemaRules,
    '@graphql-eslint/naming-convention': [
      'error',
      {
        ...naming,
        // "Gift type" is a term of the field, and no way to say that GiftType is a type: only the suffix is let be.
        'ObjectTypeDefinition,ObjectTypeExtension': { forbiddenPrefixes: ['Type'] },
      },
    ],
    '@graphql-eslint/relay-edge-types': [
      'error',
      {
        // A connection has `nodes` beside its edges, and what is bounded is a plain list: tests/schema holds what may be.
        listTypeCanWrapOnlyEdgeType: false,
      },
    ],
    '@graphql-eslint/strict-id-in-types': [
      'error',
      {
        exceptions: {
          // What is told once, and never asked for again; an event is known by its cursor.
          suffixes: ['Payload', 'Error', 'Event', 'Snapshot', 'Receipt', 'Cause', 'Connection', 'Edge'],
          types: [
            // Values: two are the same if their parts are.
            'Money', 'Rate', 'Pack', 'Split', 'LocalName', 'NamedLimit', 'DatedPrice', 'GiftPeriod', 'Conversion',
            // Parts of a node, which has the id.
            'SpendingCap', 'WaitingCap', 'GiftMedia', 'GiftEligibility', 'GiftVariant', 'SentType', 'SentVariant', 'ReceiptLine',
            'RoomBlock', 'Recap', 'RecapTotal', 'RecapTier', 'Board', 'Standing',
            // What is computed for whoever asks: there is one for each question.
            'Viewer', 'GiftPanel', 'GiftQuote', 'GoalRefusal', 'Quote', 'ExchangeQuote', 'PageInfo',
            // What is handed out or taken back once, and cannot be asked for again.
            'RoomToken', 'Access',
            // The server itself, of which there is one.
            'ServerInfo', 'ServerLimits', 'Plugin',
            // Items of a stream, known by their cursor.
            'Lagged', 'StreamEnded',
            // What is shown of a room and is no event: the latest of its kind.
            'BoardChanged', 'GoalsChanged', 'ViewersChanged', 'WalletLimitsChanged',
          ],
        },
      },
    ],
  }),
  graphql(DOCUMENTS, recommended('flat/operations-recommended')),
]
