// A room's page with Apollo Client: the tray, a gift, and what the room hears of it.
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { OperationTypeNode } from 'graphql'
import { createClient } from 'graphql-ws'
import { GiftPanelDocument, GiftSendDocument, RoomEventsDocument, type GiftSendInput } from './generated/graphql'

export function clientOf(url: string, token: string): ApolloClient {
  const socket = createClient({ url: url.replace(/^http/, 'ws'), connectionParams: { authorization: `Bearer ${token}` } })
  return new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      new HttpLink({ uri: url, headers: { authorization: `Bearer ${token}` } }),
    ),
  })
}

export async function affordableKeys(client: ApolloClient, roomId: string): Promise<string[]> {
  const { data } = await client.query({ query: GiftPanelDocument, variables: { roomId } })
  const items = data?.giftPanel?.items.nodes ?? []
  return items.filter((item) => item.affordable).map((item) => item.giftType.key)
}

export async function send(client: ApolloClient, input: GiftSendInput): Promise<bigint | string> {
  const { data } = await client.mutate({ mutation: GiftSendDocument, variables: { input } })
  const payload = data?.giftSend
  if (!payload) {
    return 'It failed, and the same key tells whether it was done.'
  }
  const [refused] = payload.errors
  if (!refused) {
    return BigInt(payload.wallet?.availableCoins ?? 0)
  }
  switch (refused.__typename) {
    case 'InsufficientCoinsError':
      return `You need ${BigInt(refused.neededCoins) - BigInt(refused.availableCoins)} coins more.`
    case 'PriceChangedError':
      return `It costs ${refused.priceCoins} coins now.`
    case 'SpendingCapReachedError':
      return `You can go on at ${new Date(refused.resetsAt).toISOString()}.`
    default:
      return refused.message
  }
}

export function follow(client: ApolloClient, roomId: string, tell: (line: string) => void): () => void {
  const subscription = client.subscribe({ query: RoomEventsDocument, variables: { roomId } }).subscribe(({ data }) => {
    const event = data?.roomEvents
    if (event?.__typename === 'GiftSentEvent') {
      tell(`${event.gift.sender?.name ?? 'Somebody'} gave ${event.gift.totalCoins} coins.`)
    } else if (event?.__typename === 'StreamEnded') {
      tell(`The stream ended: ${event.reason satisfies 'LAGGED' | 'RESTORED' | 'CLOSING'}.`)
    }
  })
  return () => subscription.unsubscribe()
}
