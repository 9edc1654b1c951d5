import type { CallbackStatus, ReturnStatus } from '@paycenter/sdk';
import type { OrderState } from './order-standing.ts';

export type Language = 'en' | 'zh';

export interface Words {
  /** For the `lang` attribute and for amounts and dates. */
  locale: string;
  shop: string;
  motto: string;
  buy: string;
  buyFor: (amount: string) => string;
  choose: string;
  straightTo: string;
  back: string;
  about: string;
  order: string;
  article: string;
  amount: string;
  placed: string;
  refunded: string;
  reversed: string;
  disputed: string;
  pay: string;
  payAgain: string;
  story: string;
  nothingYet: string;
  transaction: string;
  looking: string;
  stopLooking: string;
  stopped: string;
  lookAgain: string;
  going: (channel: string) => string;
  goNow: string;
  /** Leads to where the payer is played, in a demo. */
  more: { head: string; text: string; link: string };
  state: Readonly<Record<OrderState, { head: string; text: string }>>;
  returned: Readonly<Record<ReturnStatus, { head: string; text: string }>>;
  event: Readonly<Record<CallbackStatus, string>>;
  notFound: { head: string; text: string };
  refused: { head: string; text: string };
  broken: { head: string; text: string };
}

const en: Words = {
  locale: 'en',
  shop: 'Demo Shop',
  motto: 'Eight good things for every day',
  buy: 'Buy',
  buyFor: (amount) => `Buy for ${amount}`,
  choose: 'You choose how to pay on the next page, at PayCenter.',
  straightTo: 'Or go straight to',
  back: 'All articles',
  about:
    'This shop sells nothing. It shows what a merchant builds; PayCenter takes over when you pay.',
  order: 'Order',
  article: 'Article',
  amount: 'Amount',
  placed: 'Placed',
  refunded: 'Refunded',
  reversed: 'Taken back',
  disputed: 'In dispute',
  pay: 'Pay now',
  payAgain: 'Try again',
  story: 'What PayCenter told this shop',
  nothingYet: 'Nothing yet.',
  transaction: 'Transaction',
  looking: 'This page looks again by itself.',
  stopLooking: 'Stop that',
  stopped: 'This page stays as it is.',
  lookAgain: 'Look again by itself',
  going: (channel) => `Taking you to ${channel}`,
  goNow: 'Go there now',
  more: {
    head: 'See what else can happen',
    text: 'This payment is play money. At the channel you are the payer and the bank: settle it, open a dispute, take the money back. Then come back and see what the shop was told.',
    link: 'Open this payment at the channel',
  },
  state: {
    awaiting: { head: 'Waiting for payment', text: 'Your order is kept until it is paid.' },
    paid: { head: 'Paid', text: 'Thank you. Your payment has arrived; we are packing.' },
    'partly-refunded': { head: 'Partly refunded', text: 'We gave you a part of the money back.' },
    refunded: { head: 'Refunded', text: 'We gave you all of the money back.' },
    disputed: { head: 'In dispute', text: 'The payment is disputed; its channel will decide.' },
    reversed: { head: 'Taken back', text: 'The money of this order was taken back by the payer.' },
  },
  returned: {
    paid: {
      head: 'Thank you, confirming',
      text: 'You have paid. We are waiting for the word from PayCenter; that takes seconds.',
    },
    pending: {
      head: 'Thank you, confirming',
      text: 'Your payment is on its way and not there yet. You need not pay again.',
    },
    failed: {
      head: 'Not paid',
      text: 'The payment did not go through. Try again or choose another way to pay.',
    },
    canceled: { head: 'Not paid', text: 'You left the payment. Your order is still here.' },
  },
  event: {
    SUCCESS: 'Paid',
    IN_CASE: 'Dispute opened',
    CANCEL_REVERSAL: "Ended in the shop's favour",
    APP_REVERSE: 'Taken back by the payer',
    REFUND: 'Refunded by the shop',
  },
  notFound: { head: 'Not here', text: 'There is no such page in this shop.' },
  refused: { head: 'Not understood', text: 'Start again from the articles.' },
  broken: { head: 'Something broke', text: 'It is ours to mend. Please try again in a minute.' },
};

const zh: Words = {
  locale: 'zh-CN',
  shop: 'Demo Shop',
  motto: '八件日常好物',
  buy: '购买',
  buyFor: (amount) => `购买，${amount}`,
  choose: '下一页由 PayCenter 提供，请在那里选择付款方式。',
  straightTo: '或直接前往',
  back: '全部商品',
  about: '本店不真正出售商品，只演示商家如何接入。付款时由 PayCenter 接手。',
  order: '订单',
  article: '商品',
  amount: '金额',
  placed: '下单时间',
  refunded: '已退款',
  reversed: '已被收回',
  disputed: '争议中',
  pay: '立即付款',
  payAgain: '重新付款',
  story: 'PayCenter 告诉本店的消息',
  nothingYet: '暂无消息。',
  transaction: '交易号',
  looking: '本页会自动刷新。',
  stopLooking: '停止刷新',
  stopped: '本页已停止刷新。',
  lookAgain: '恢复自动刷新',
  going: (channel) => `正在前往 ${channel}`,
  goNow: '立即前往',
  more: {
    head: '看看还会发生什么',
    text: '这笔付款用的是虚拟资金。在渠道那边，您既是付款人也是银行：可以完成付款、发起争议、收回款项。然后回到这里，看看本店收到了什么消息。',
    link: '在渠道页面打开这笔付款',
  },
  state: {
    awaiting: { head: '等待付款', text: '订单会一直保留到付款为止。' },
    paid: { head: '已付款', text: '谢谢，款项已收到，我们正在打包。' },
    'partly-refunded': { head: '已部分退款', text: '我们已退还部分款项。' },
    refunded: { head: '已退款', text: '我们已退还全部款项。' },
    disputed: { head: '争议中', text: '这笔付款有争议，将由支付渠道裁定。' },
    reversed: { head: '款项已被收回', text: '付款人收回了这笔订单的款项。' },
  },
  returned: {
    paid: { head: '谢谢，正在确认', text: '您已付款，我们在等待 PayCenter 的通知，只需几秒。' },
    pending: { head: '谢谢，正在确认', text: '款项已在途中，尚未到账，无需再次付款。' },
    failed: { head: '未付款', text: '付款没有成功，请重试或换一种付款方式。' },
    canceled: { head: '未付款', text: '您离开了付款页面，订单仍然保留。' },
  },
  event: {
    SUCCESS: '已付款',
    IN_CASE: '出现争议',
    CANCEL_REVERSAL: '结果有利于本店',
    APP_REVERSE: '付款人收回款项',
    REFUND: '本店退款',
  },
  notFound: { head: '没有这个页面', text: '本店没有您要找的页面。' },
  refused: { head: '无法理解这个请求', text: '请从商品页重新开始。' },
  broken: { head: '出错了', text: '这是我们的问题，请稍后再试。' },
};

const WORDS: Readonly<Record<Language, Words>> = { en, zh };

export function wordsOf(language: Language): Words {
  return WORDS[language];
}

/** The language that the browser likes best of those the shop speaks. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const liked = (acceptLanguage ?? '').split(',').map((part) => {
    const [tag = '', ...rest] = part.trim().toLowerCase().split(';');
    const quality = rest.find((each) => each.trim().startsWith('q='));
    return { tag, quality: quality === undefined ? 1 : Number(quality.trim().slice(2)) };
  });
  const spoken = liked
    .filter(({ tag, quality }) => /^(en|zh)(-|$)/.test(tag) && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return spoken[0]?.tag.startsWith('zh') ? 'zh' : 'en';
}
