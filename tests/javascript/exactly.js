// A number that JavaScript's own cannot hold, granted with urql and read back with Apollo Client.
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client'
import { Client, fetchExchange } from '@urql/core'

const [url, operator, viewer, owner] = process.argv.slice(2)
const coins = 2n ** 53n + 1n

const GRANT = `
  mutation WalletGrant($input: WalletGrantInput!) {
    walletGrant(input: $input) {
      lot { id issuedCoins }
      wallet { id balanceCoins }
      errors { __typename ... on UserError { message } }
    }
  }`
const WALLET = gql`
  query Wallet {
    viewer {
      wallet {
        id
        availableCoins
        entries(first: 1) { nodes { id amount { units decimal } balanceAfter { units } } }
      }
    }
  }`

const urql = new Client({
  url,
  exchanges: [fetchExchange],
  preferGetMethod: false,
  fetchOptions: { headers: { authorization: `Bearer ${operator}` } },
})
const apollo = new ApolloClient({
  cache: new InMemoryCache(),
  link: new HttpLink({ uri: url, headers: { authorization: `Bearer ${viewer}` } }),
})

function grant(value) {
  const sent = { idempotencyKey: crypto.randomUUID(), owner: { id: owner }, origin: 'BONUS', reason: 'a test' }
  return urql.mutation(GRANT, { input: { ...sent, coins: value } }).toPromise()
}

const granted = (await grant(coins.toString())).data.walletGrant
const rounded = (await grant(Number(coins))).error.graphQLErrors.map(({ extensions }) => extensions.code)
const { wallet } = (await apollo.query({ query: WALLET })).data.viewer
const [entry] = wallet.entries.nodes
const said = [
  granted.lot.issuedCoins,
  granted.wallet.balanceCoins,
  wallet.availableCoins,
  entry.amount.units,
  entry.amount.decimal,
  entry.balanceAfter.units,
]

console.log(JSON.stringify({ said, exact: said.every((text) => BigInt(text) === coins), rounded }))
