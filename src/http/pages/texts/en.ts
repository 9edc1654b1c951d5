import type { Texts } from './texts.ts';

export const en = {
  frame: {
    testRibbon: 'Test – no money moves',
    testMark: 'Test',
    language: 'Language',
    operatedBy: 'This payment page is run by {operator}.',
    questions: 'Questions: {contact}',
    details: 'Details',
    copy: 'Copy',
    copied: 'Copied',
  },
  labels: {
    amount: 'Amount',
    item: 'Item',
    order: 'Order',
    time: 'Time',
    channel: 'Payment method',
    transaction: 'Transaction',
    reference: 'Reference',
    website: 'Website',
  },
  choose: {
    heading: 'Pay {shop}',
    how: 'Choose how to pay',
    more: 'More ways to pay',
    troubled: 'Has trouble at the moment; another way may be quicker',
    none: 'There is no way to pay here at the moment. You have not been charged. Please try again later, or ask the shop.',
    next: 'You go on to the site of the one you choose, and come back here afterwards.',
    notices: {
      declined:
        'That payment did not go through, and you have not been charged. You can try again or choose another way to pay.',
      canceled: 'You came back without paying. You can try again or choose another way to pay.',
      expired: 'The time for that payment ran out. You can start again here.',
      unavailable:
        'That way to pay does not answer at the moment, and you have not been charged. Please choose another one.',
      unavailable_alone:
        'That way to pay does not answer at the moment, and you have not been charged. Please try again in a few minutes.',
      currency: 'That way to pay does not take this currency. Please choose another one.',
    },
  },
  channelHints: {
    paypal: 'PayPal balance, bank account or card',
    paypal_classic: 'PayPal balance, bank account or card',
    moneybookers: 'Skrill balance, bank account or card',
    stripe: 'Card, Apple Pay, Google Pay and more',
    alipay: 'With the Alipay app or account',
    wechatpay: 'Scan a code with WeChat',
    sandbox: 'Play money, for trying things out',
  },
  result: {
    states: {
      paid: { word: 'Paid', sentence: 'Your payment to {shop} has arrived.' },
      confirming: {
        word: 'Confirming',
        sentence:
          '{channel} has not answered yet. You have not been charged twice; this page looks again by itself.',
        after:
          'If it takes longer, you can close this page: {shop} is told as soon as the payment is certain. Please do not pay again in the meantime.',
      },
      failed: {
        word: 'Not paid',
        sentence: 'The payment did not go through. You have not been charged.',
      },
      canceled: {
        word: 'Canceled',
        sentence: 'This payment was stopped. You have not been charged.',
      },
      expired: {
        word: 'Expired',
        sentence: 'This payment was not finished in time.',
        after: 'If you did pay, do not pay again: {shop} is told as soon as the money has arrived.',
      },
      refunded: {
        word: 'Refunded',
        sentence: '{shop} has sent your money back.',
        after: 'It can take a few days until you see it in your account.',
      },
      review: {
        word: 'In review',
        sentence: 'Your payment has been received and is being checked.',
        after: 'There is nothing you need to do. Please do not pay again.',
      },
    },
    someChannel: 'The payment service',
    progress: 'Waiting for the confirmation',
    tryAgain: 'Try again',
    otherWays: 'Or pay another way',
    backToShop: 'Back to {shop}',
    goOnTo: 'Go on to {host}',
    goOnNote: 'The button leads away from this page, to {host}. Go on only if you know it.',
  },
  errors: {
    cannotPay: 'This payment cannot be started',
    notFound: 'There is nothing here',
    tryLater: 'Please try again in a moment',
    general:
      'Something is not right with this payment. Please go back to the shop and start again.',
    sentences: {
      MISSING_PARAMETER:
        'The link that brought you here is incomplete. Please go back to the shop and start again.',
      INVALID_PARAMETER:
        'The link that brought you here contains something this page cannot read. Please go back to the shop and start again.',
      INVALID_GROSS:
        'The link that brought you here asks for an amount that cannot be paid. Please tell the shop.',
      UNKNOWN_APP: 'This page does not know the shop that sent you here. Please tell the shop.',
      UNKNOWN_CHANNEL:
        'The shop does not offer this way to pay. Please go back and choose another one.',
      CURRENCY_NOT_SUPPORTED:
        'This way to pay does not take this currency. Please go back and choose another one.',
      UNKNOWN_ACTIVITY:
        'The link that brought you here is not set up correctly. Please tell the shop.',
      ORDER_ID_REUSED:
        'A payment for this order has already arrived or is being confirmed. Please do not pay again; ask the shop if something looks wrong.',
      BAD_SIGNATURE:
        'The link that brought you here is too old or was changed on its way. Please go back to the shop and start again.',
      CHANNEL_UNAVAILABLE:
        'This way to pay does not answer at the moment. You have not been charged. Please choose another one, or try again in a few minutes.',
      CONFLICTING_PARAMETER:
        'The link that brought you here says two different things about this payment, so nothing was started. Please go back to the shop and start again.',
      NOT_FOUND: 'This page does not exist. Please check the address, or go back to the shop.',
      PAYMENT_NOT_FOUND:
        'There is no payment at this address. Please check it, or go back to the shop.',
      REQUEST_TOO_LARGE:
        'More was sent than this page takes. Please go back to the shop and start again.',
      SYSTEM_UNAVAILABLE:
        'This page cannot look up payments at the moment. If you have just paid, please do not pay again: your payment is not lost.',
      INTERNAL_ERROR:
        'Something went wrong on our side. If you have just paid, please do not pay again: your payment is not lost.',
    },
    forDeveloper: 'For the developer of the shop',
    code: 'Code',
    parameter: 'Parameter',
  },
  home: {
    running: 'PayCenter is running',
    purpose: 'This server takes payments for merchants.',
    astray: 'If a shop sent you here, please go back to it and start again.',
  },
  formPost: {
    heading: 'On to {channel}',
    sentence: 'You are being taken there. If nothing happens, press the button.',
    button: 'Go on to {channel}',
  },
  qr: {
    heading: 'Pay with {channel}',
    instruction: 'Open {channel} on your phone, scan this code and confirm there.',
    follows: 'This page notices the payment by itself.',
    until: 'The code is valid until {time}.',
    open: 'Test: open the code on this device',
    image: 'QR code for paying with {channel}',
    otherWay: 'Choose another way to pay',
  },
  sandbox: {
    heading: 'Sandbox: you are the payer',
    nothingReal: 'A toy for trying things out. Nothing here is real, and no money moves.',
    standsInFor: 'This page stands in for {brand}.',
    impossible: 'That cannot happen to this payment now.',
    forged: 'PayCenter refused the forged notice, and nothing has changed.',
    state: 'State now',
    states: {
      open: 'Not paid yet',
      pending: 'Pending',
      paid: 'Paid',
      failed: 'Declined',
      canceled: 'Canceled',
      expired: 'Expired',
      refunded: 'Refunded',
      review: 'In review',
      disputed: 'In dispute',
      reversed: 'Taken back',
    },
    groups: { pay: 'What does the payer do?', after: 'And what happens afterwards?' },
    actions: {
      pay: { label: 'Pay', explanation: 'The payment succeeds; the shop hears SUCCESS.' },
      pay_less: {
        label: 'Pay too little',
        explanation: 'Less money arrives than was asked for; the payment goes to review.',
      },
      pay_repeated: {
        label: 'Pay, and say it three times',
        explanation: 'The same notice arrives three times and counts once.',
      },
      pay_delayed: {
        label: 'Pay, and say it late',
        explanation: 'You go back at once; the notice follows a little later.',
      },
      pay_reordered: {
        label: 'Pay, in the wrong order',
        explanation: 'The notice of the payment arrives after a later one.',
      },
      pay_forged: {
        label: 'Forge a notice',
        explanation: 'A notice with a false signature arrives; it must change nothing.',
      },
      decline: {
        label: 'Decline',
        explanation: 'The payment is refused; the shopper can try again.',
      },
      cancel: { label: 'Cancel', explanation: 'The shopper goes back without paying.' },
      pend: {
        label: 'Leave it pending',
        explanation: 'The payment stays undecided until you come back here.',
      },
      dispute: {
        label: 'Open a dispute',
        explanation: 'The payer complains; the shop hears IN_CASE.',
      },
      dispute_won: {
        label: 'The shop wins the dispute',
        explanation: 'The money stays with the shop; it hears CANCEL_REVERSAL.',
      },
      dispute_lost: {
        label: 'The shop loses the dispute',
        explanation: 'The money goes back to the payer; the shop hears APP_REVERSE.',
      },
      reverse: {
        label: 'Take the money back',
        explanation: 'The payer takes the payment back; the shop hears APP_REVERSE.',
      },
      reverse_won: {
        label: 'Undo the taking back',
        explanation: 'The money returns to the shop; it hears CANCEL_REVERSAL.',
      },
      refund: {
        label: 'Refund',
        explanation: 'The shop gives the money back; it hears REFUND.',
      },
    },
  },
} as const satisfies Texts;
