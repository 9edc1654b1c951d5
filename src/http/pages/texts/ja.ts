import type { Texts } from './texts.ts';

export const ja = {
  frame: {
    testRibbon: 'テスト – お金は動きません',
    testMark: 'テスト',
    language: '言語',
    operatedBy: 'この支払いページは{operator}が運営しています。',
    questions: 'お問い合わせ：{contact}',
    details: '詳細',
    copy: 'コピー',
    copied: 'コピーしました',
  },
  labels: {
    amount: '金額',
    item: '商品',
    order: '注文',
    time: '日時',
    channel: '支払い方法',
    transaction: '取引番号',
    reference: '参照番号',
    website: 'ウェブサイト',
  },
  choose: {
    heading: '{shop}へのお支払い',
    how: '支払い方法を選んでください',
    more: 'その他の支払い方法',
    troubled: '現在不安定です。別の方法のほうが早い場合があります',
    none: '現在ここではお支払いいただけません。請求は発生していません。しばらくしてからもう一度お試しになるか、ショップにお問い合わせください。',
    next: '選んだサービスのサイトへ進み、その後ここに戻ります。',
    notices: {
      declined:
        '先ほどのお支払いは完了せず、請求は発生していません。もう一度試すか、別の支払い方法を選んでください。',
      canceled: 'お支払いをせずに戻られました。もう一度試すか、別の支払い方法を選んでください。',
      expired: '先ほどのお支払いは時間切れになりました。ここからやり直せます。',
      unavailable:
        'その支払い方法は現在応答がなく、請求は発生していません。別の方法を選んでください。',
      unavailable_alone:
        'その支払い方法は現在応答がなく、請求は発生していません。数分後にもう一度お試しください。',
      currency: 'その支払い方法はこの通貨に対応していません。別の方法を選んでください。',
    },
  },
  channelHints: {
    paypal: 'PayPal 残高、銀行口座、カード',
    paypal_classic: 'PayPal 残高、銀行口座、カード',
    moneybookers: 'Skrill 残高、銀行口座、カード',
    stripe: 'カード、Apple Pay、Google Pay など',
    alipay: 'Alipay のアプリまたはアカウントで',
    wechatpay: 'WeChat でコードを読み取り',
    sandbox: 'お試し用の架空のお金',
  },
  result: {
    states: {
      paid: { word: '支払い済み', sentence: '{shop}へのお支払いが届きました。' },
      confirming: {
        word: '確認中',
        sentence:
          '{channel}からまだ返答がありません。二重に請求されてはいません。このページは自動でもう一度確認します。',
        after:
          '時間がかかる場合は、このページを閉じてもかまいません。お支払いが確定し次第、{shop}に通知されます。それまでは、もう一度支払わないでください。',
      },
      failed: {
        word: '未払い',
        sentence: 'お支払いは完了しませんでした。請求は発生していません。',
      },
      canceled: {
        word: '取り消し',
        sentence: 'このお支払いは中止されました。請求は発生していません。',
      },
      expired: {
        word: '期限切れ',
        sentence: 'このお支払いは時間内に完了しませんでした。',
        after:
          'すでに支払われた場合は、もう一度支払わないでください。入金され次第、{shop}に通知されます。',
      },
      refunded: {
        word: '返金済み',
        sentence: '{shop}が返金の手続きをしました。',
        after: '口座に反映されるまで数日かかることがあります。',
      },
      review: {
        word: '審査中',
        sentence: 'お支払いを受け取り、確認しています。',
        after: '操作は必要ありません。もう一度支払わないでください。',
      },
    },
    someChannel: '決済サービス',
    progress: '確認を待っています',
    tryAgain: 'もう一度試す',
    otherWays: 'または別の方法で支払う',
    backToShop: '{shop}に戻る',
    goOnTo: '{host} へ進む',
    goOnNote:
      'このボタンを押すと、このページを離れて {host} へ移動します。ご存じのアドレスの場合のみお進みください。',
  },
  errors: {
    cannotPay: 'このお支払いは開始できません',
    notFound: 'ここには何もありません',
    tryLater: '少ししてからもう一度お試しください',
    general: 'このお支払いに問題があります。ショップに戻ってやり直してください。',
    sentences: {
      MISSING_PARAMETER: 'ここへのリンクが不完全です。ショップに戻ってやり直してください。',
      INVALID_PARAMETER:
        'ここへのリンクに、このページでは読み取れないものが含まれています。ショップに戻ってやり直してください。',
      INVALID_GROSS: 'ここへのリンクの金額はお支払いいただけません。ショップにお知らせください。',
      UNKNOWN_APP: 'リンク元のショップが確認できません。ショップにお知らせください。',
      UNKNOWN_CHANNEL:
        'ショップはこの支払い方法に対応していません。戻って別の方法を選んでください。',
      CURRENCY_NOT_SUPPORTED:
        'この支払い方法はこの通貨に対応していません。戻って別の方法を選んでください。',
      UNKNOWN_ACTIVITY: 'ここへのリンクの設定が正しくありません。ショップにお知らせください。',
      ORDER_ID_REUSED:
        'この注文のお支払いはすでに届いているか、確認中です。もう一度支払わないでください。おかしいと思われる場合はショップにお問い合わせください。',
      BAD_SIGNATURE:
        'ここへのリンクは古すぎるか、途中で変更されています。ショップに戻ってやり直してください。',
      CHANNEL_UNAVAILABLE:
        'この支払い方法は現在応答がありません。請求は発生していません。別の方法を選ぶか、数分後にもう一度お試しください。',
      CONFLICTING_PARAMETER:
        'ここへのリンクの内容が食い違っているため、何も開始されませんでした。ショップに戻ってやり直してください。',
      NOT_FOUND: 'このページはありません。アドレスを確認するか、ショップに戻ってください。',
      PAYMENT_NOT_FOUND:
        'このアドレスにはお支払いがありません。アドレスを確認するか、ショップに戻ってください。',
      REQUEST_TOO_LARGE:
        'このページで受け取れる量を超えています。ショップに戻ってやり直してください。',
      SYSTEM_UNAVAILABLE:
        '現在お支払いを照会できません。支払われたばかりの場合は、もう一度支払わないでください。お支払いは失われていません。',
      INTERNAL_ERROR:
        'こちら側で問題が起きました。支払われたばかりの場合は、もう一度支払わないでください。お支払いは失われていません。',
    },
    forDeveloper: 'ショップの開発者向け',
    code: 'コード',
    parameter: 'パラメーター',
  },
  home: {
    running: 'PayCenter は稼働中です',
    purpose: 'このサーバーはショップの代わりに支払いを受け付けます。',
    astray: 'ショップからここに来た場合は、ショップに戻ってやり直してください。',
  },
  formPost: {
    heading: '{channel}へ移動',
    sentence: '移動しています。何も起こらない場合は、ボタンを押してください。',
    button: '{channel}へ進む',
  },
  qr: {
    heading: '{channel}で支払う',
    instruction: 'スマートフォンで{channel}を開き、このコードを読み取って確認してください。',
    follows: 'お支払いが済むと、このページは自動で切り替わります。',
    until: 'このコードの有効期限：{time}',
    open: 'テスト：この端末でコードを開く',
    image: '{channel}で支払うための QR コード',
    otherWay: '別の支払い方法を選ぶ',
  },
  sandbox: {
    heading: 'サンドボックス：あなたが支払う人です',
    nothingReal: 'お試し用のおもちゃです。ここにあるものはすべて架空で、お金は動きません。',
    standsInFor: 'このページは{brand}の代わりです。',
    impossible: 'このお支払いには、今その操作はできません。',
    forged: 'PayCenter は偽造された通知を拒否しました。何も変わっていません。',
    state: '現在の状態',
    states: {
      open: '未払い',
      pending: '保留中',
      paid: '支払い済み',
      failed: '拒否',
      canceled: '取り消し',
      expired: '期限切れ',
      refunded: '返金済み',
      review: '審査中',
      disputed: '異議申し立て中',
      reversed: '取り戻し済み',
    },
    groups: { pay: '支払う人は何をしますか？', after: 'その後はどうなりますか？' },
    actions: {
      pay: { label: '支払う', explanation: '支払いが成功し、ショップに SUCCESS が届きます。' },
      pay_less: {
        label: '少なく支払う',
        explanation: '請求額より少ない金額が届き、支払いは審査に回ります。',
      },
      pay_repeated: {
        label: '支払って三回知らせる',
        explanation: '同じ通知が三回届き、一回と数えられます。',
      },
      pay_delayed: {
        label: '支払って遅れて知らせる',
        explanation: 'すぐに戻り、通知は少し後に届きます。',
      },
      pay_reordered: {
        label: '支払って順序を入れ替える',
        explanation: '支払いの通知が、後の通知より遅れて届きます。',
      },
      pay_forged: {
        label: '通知を偽造する',
        explanation: '署名が偽の通知が届きます。何も変わってはいけません。',
      },
      decline: { label: '拒否する', explanation: '支払いが拒否され、購入者はもう一度試せます。' },
      cancel: { label: '取り消す', explanation: '購入者は支払わずに戻ります。' },
      pend: {
        label: '保留にする',
        explanation: 'ここに戻ってくるまで、支払いは決まらないままです。',
      },
      dispute: {
        label: '異議を申し立てる',
        explanation: '支払った人が申し立て、ショップに IN_CASE が届きます。',
      },
      dispute_won: {
        label: 'ショップが異議に勝つ',
        explanation: 'お金はショップに残り、CANCEL_REVERSAL が届きます。',
      },
      dispute_lost: {
        label: 'ショップが異議に負ける',
        explanation: 'お金は支払った人に戻り、ショップに APP_REVERSE が届きます。',
      },
      reverse: {
        label: 'お金を取り戻す',
        explanation: '支払った人が取り戻し、ショップに APP_REVERSE が届きます。',
      },
      reverse_won: {
        label: '取り戻しを取り消す',
        explanation: 'お金はショップに戻り、CANCEL_REVERSAL が届きます。',
      },
      refund: {
        label: '返金する',
        explanation: 'ショップがお金を返し、REFUND が届きます。',
      },
    },
  },
} as const satisfies Texts;
