import type { Texts } from './texts.ts';

export const ko = {
  frame: {
    testRibbon: '테스트 – 실제 결제가 이루어지지 않습니다',
    testMark: '테스트',
    language: '언어',
    operatedBy: '이 결제 페이지의 운영자: {operator}',
    questions: '문의: {contact}',
    details: '자세히',
    copy: '복사',
    copied: '복사됨',
  },
  labels: {
    amount: '금액',
    item: '상품',
    order: '주문',
    time: '시간',
    channel: '결제 수단',
    transaction: '거래 번호',
    reference: '참조 번호',
    website: '웹사이트',
  },
  choose: {
    heading: '{shop}에 결제',
    how: '결제 수단을 선택하세요',
    more: '다른 결제 수단 더 보기',
    troubled: '지금 원활하지 않습니다. 다른 수단이 더 빠를 수 있습니다',
    none: '지금은 여기에서 결제할 수 없습니다. 청구된 금액은 없습니다. 나중에 다시 시도하거나 상점에 문의해 주세요.',
    next: '선택한 서비스의 사이트로 이동한 뒤 이곳으로 돌아옵니다.',
    notices: {
      declined:
        '해당 결제는 완료되지 않았고 청구된 금액은 없습니다. 다시 시도하거나 다른 결제 수단을 선택할 수 있습니다.',
      canceled:
        '결제하지 않고 돌아오셨습니다. 다시 시도하거나 다른 결제 수단을 선택할 수 있습니다.',
      expired: '해당 결제의 시간이 만료되었습니다. 여기에서 다시 시작할 수 있습니다.',
      unavailable:
        '해당 결제 수단이 지금 응답하지 않으며 청구된 금액은 없습니다. 다른 수단을 선택해 주세요.',
      unavailable_alone:
        '해당 결제 수단이 지금 응답하지 않으며 청구된 금액은 없습니다. 몇 분 후 다시 시도해 주세요.',
      currency: '해당 결제 수단은 이 통화를 지원하지 않습니다. 다른 수단을 선택해 주세요.',
    },
  },
  channelHints: {
    paypal: 'PayPal 잔액, 은행 계좌 또는 카드',
    paypal_classic: 'PayPal 잔액, 은행 계좌 또는 카드',
    moneybookers: 'Skrill 잔액, 은행 계좌 또는 카드',
    stripe: '카드, Apple Pay, Google Pay 등',
    alipay: 'Alipay 앱 또는 계정으로',
    wechatpay: 'WeChat으로 코드 스캔',
    sandbox: '시험용 가상 화폐',
  },
  result: {
    states: {
      paid: { word: '결제 완료', sentence: '{shop}에 대한 결제가 도착했습니다.' },
      confirming: {
        word: '확인 중',
        sentence:
          '{channel}에서 아직 응답이 없습니다. 이중으로 청구되지 않았으며, 이 페이지가 자동으로 다시 확인합니다.',
        after:
          '시간이 더 걸리면 이 페이지를 닫아도 됩니다. 결제가 확정되는 즉시 {shop}에 알려집니다. 그동안 다시 결제하지 마세요.',
      },
      failed: {
        word: '결제되지 않음',
        sentence: '결제가 완료되지 않았습니다. 청구된 금액은 없습니다.',
      },
      canceled: {
        word: '취소됨',
        sentence: '이 결제는 중단되었습니다. 청구된 금액은 없습니다.',
      },
      expired: {
        word: '만료됨',
        sentence: '이 결제는 제시간에 완료되지 않았습니다.',
        after: '이미 결제하셨다면 다시 결제하지 마세요. 금액이 도착하는 즉시 {shop}에 알려집니다.',
      },
      refunded: {
        word: '환불됨',
        sentence: '{shop}에서 금액을 돌려보냈습니다.',
        after: '계좌에 표시되기까지 며칠이 걸릴 수 있습니다.',
      },
      review: {
        word: '검토 중',
        sentence: '결제를 받아 확인하고 있습니다.',
        after: '따로 하실 일은 없습니다. 다시 결제하지 마세요.',
      },
    },
    someChannel: '결제 서비스',
    progress: '확인을 기다리는 중',
    tryAgain: '다시 시도',
    otherWays: '또는 다른 수단으로 결제',
    backToShop: '{shop}(으)로 돌아가기',
    goOnTo: '{host} 주소로 이동',
    goOnNote:
      '이 버튼을 누르면 이 페이지를 떠나 {host} 주소로 이동합니다. 아는 주소일 때만 계속하세요.',
  },
  errors: {
    cannotPay: '이 결제를 시작할 수 없습니다',
    notFound: '여기에는 아무것도 없습니다',
    tryLater: '잠시 후 다시 시도해 주세요',
    general: '이 결제에 문제가 있습니다. 상점으로 돌아가 다시 시작해 주세요.',
    sentences: {
      MISSING_PARAMETER:
        '이곳으로 연결된 링크가 완전하지 않습니다. 상점으로 돌아가 다시 시작해 주세요.',
      INVALID_PARAMETER:
        '이곳으로 연결된 링크에 이 페이지가 읽을 수 없는 내용이 있습니다. 상점으로 돌아가 다시 시작해 주세요.',
      INVALID_GROSS: '이곳으로 연결된 링크의 금액은 결제할 수 없습니다. 상점에 알려 주세요.',
      UNKNOWN_APP: '이곳으로 안내한 상점을 확인할 수 없습니다. 상점에 알려 주세요.',
      UNKNOWN_CHANNEL:
        '상점에서 이 결제 수단을 제공하지 않습니다. 돌아가서 다른 수단을 선택해 주세요.',
      CURRENCY_NOT_SUPPORTED:
        '이 결제 수단은 이 통화를 지원하지 않습니다. 돌아가서 다른 수단을 선택해 주세요.',
      UNKNOWN_ACTIVITY: '이곳으로 연결된 링크가 올바르게 설정되지 않았습니다. 상점에 알려 주세요.',
      ORDER_ID_REUSED:
        '이 주문의 결제가 이미 도착했거나 확인 중입니다. 다시 결제하지 마시고, 이상이 있으면 상점에 문의해 주세요.',
      BAD_SIGNATURE:
        '이곳으로 연결된 링크가 너무 오래되었거나 도중에 변경되었습니다. 상점으로 돌아가 다시 시작해 주세요.',
      CHANNEL_UNAVAILABLE:
        '이 결제 수단이 지금 응답하지 않습니다. 청구된 금액은 없습니다. 다른 수단을 선택하거나 몇 분 후 다시 시도해 주세요.',
      CONFLICTING_PARAMETER:
        '이곳으로 연결된 링크의 내용이 서로 달라 아무것도 시작하지 않았습니다. 상점으로 돌아가 다시 시작해 주세요.',
      NOT_FOUND: '이 페이지는 존재하지 않습니다. 주소를 확인하거나 상점으로 돌아가 주세요.',
      PAYMENT_NOT_FOUND: '이 주소에는 결제가 없습니다. 주소를 확인하거나 상점으로 돌아가 주세요.',
      REQUEST_TOO_LARGE:
        '이 페이지가 받을 수 있는 양을 넘었습니다. 상점으로 돌아가 다시 시작해 주세요.',
      SYSTEM_UNAVAILABLE:
        '지금은 결제를 조회할 수 없습니다. 방금 결제하셨다면 다시 결제하지 마세요. 결제는 사라지지 않았습니다.',
      INTERNAL_ERROR:
        '저희 쪽에 문제가 생겼습니다. 방금 결제하셨다면 다시 결제하지 마세요. 결제는 사라지지 않았습니다.',
    },
    forDeveloper: '상점 개발자용',
    code: '코드',
    parameter: '매개변수',
  },
  home: {
    running: 'PayCenter가 실행 중입니다',
    purpose: '이 서버는 상점을 대신하여 결제를 받습니다.',
    astray: '상점에서 이곳으로 오셨다면 상점으로 돌아가 다시 시작해 주세요.',
  },
  formPost: {
    heading: '{channel} 이동',
    sentence: '이동하는 중입니다. 아무 일도 일어나지 않으면 버튼을 누르세요.',
    button: '{channel}(으)로 계속',
  },
  qr: {
    heading: '{channel} 결제',
    instruction: '휴대전화에서 {channel} 앱을 열고 이 코드를 스캔한 뒤 확인하세요.',
    follows: '결제가 끝나면 이 페이지가 자동으로 바뀝니다.',
    until: '코드 유효 시간: {time}까지',
    open: '테스트: 이 기기에서 코드 열기',
    image: '{channel} 결제용 QR 코드',
    otherWay: '다른 결제 수단 선택',
  },
  sandbox: {
    heading: '샌드박스: 결제자는 바로 당신입니다',
    nothingReal: '시험용 장난감입니다. 여기 있는 것은 모두 가짜이며 실제 결제가 없습니다.',
    standsInFor: '이 페이지가 대신하는 서비스: {brand}',
    impossible: '지금은 이 결제에 그렇게 할 수 없습니다.',
    forged: 'PayCenter가 위조된 알림을 거부했으며, 아무것도 바뀌지 않았습니다.',
    state: '현재 상태',
    states: {
      open: '아직 결제되지 않음',
      pending: '보류 중',
      paid: '결제 완료',
      failed: '거절됨',
      canceled: '취소됨',
      expired: '만료됨',
      refunded: '환불됨',
      review: '검토 중',
      disputed: '분쟁 중',
      reversed: '회수됨',
    },
    groups: { pay: '결제자는 무엇을 하나요?', after: '그다음에는 어떻게 되나요?' },
    actions: {
      pay: { label: '결제', explanation: '결제가 성공하고 상점에 SUCCESS가 전달됩니다.' },
      pay_less: {
        label: '적게 결제',
        explanation: '요청한 금액보다 적게 도착하여 결제가 검토로 넘어갑니다.',
      },
      pay_repeated: {
        label: '결제하고 세 번 알리기',
        explanation: '같은 알림이 세 번 오지만 한 번으로 칩니다.',
      },
      pay_delayed: {
        label: '결제하고 늦게 알리기',
        explanation: '바로 돌아가고 알림은 조금 뒤에 도착합니다.',
      },
      pay_reordered: {
        label: '순서를 바꿔 결제',
        explanation: '결제 알림이 그 이후의 알림보다 늦게 도착합니다.',
      },
      pay_forged: {
        label: '알림 위조',
        explanation: '서명이 거짓인 알림이 도착합니다. 아무것도 바뀌지 않아야 합니다.',
      },
      decline: {
        label: '거절',
        explanation: '결제가 거절되며 구매자는 다시 시도할 수 있습니다.',
      },
      cancel: { label: '취소', explanation: '구매자가 결제하지 않고 돌아갑니다.' },
      pend: {
        label: '보류로 두기',
        explanation: '여기로 돌아올 때까지 결제가 결정되지 않습니다.',
      },
      dispute: {
        label: '분쟁 제기',
        explanation: '결제자가 이의를 제기하고 상점에 IN_CASE가 전달됩니다.',
      },
      dispute_won: {
        label: '상점이 분쟁에서 이김',
        explanation: '금액은 상점에 남고 CANCEL_REVERSAL이 전달됩니다.',
      },
      dispute_lost: {
        label: '상점이 분쟁에서 짐',
        explanation: '금액은 결제자에게 돌아가고 상점에 APP_REVERSE가 전달됩니다.',
      },
      reverse: {
        label: '금액 회수',
        explanation: '결제자가 금액을 회수하고 상점에 APP_REVERSE가 전달됩니다.',
      },
      reverse_won: {
        label: '회수 취소',
        explanation: '금액이 상점으로 돌아오고 CANCEL_REVERSAL이 전달됩니다.',
      },
      refund: {
        label: '환불',
        explanation: '상점이 금액을 돌려주고 REFUND가 전달됩니다.',
      },
    },
  },
} as const satisfies Texts;
