// graphql-codegen's client preset over Largesse's schema, as a front-end would configure it.
import type { CodegenConfig } from '@graphql-codegen/cli'

const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: 'documents/*.graphql',
  generates: {
    'generated/': {
      preset: 'client',
      config: {
        // Every scalar of ours has to be mapped: what is not would be `any`, and is an error instead.
        strictScalars: true,
        scalars: {
          BigInt: { input: 'string', output: 'string' },
          DateTime: { input: 'string', output: 'string' },
        },
        enumsAsTypes: true,
        useTypeImports: true,
      },
    },
  },
}

export default config
