import type { Texts } from './texts.ts';

export const pt = {
  frame: {
    testRibbon: 'Teste – nenhum dinheiro é movimentado',
    testMark: 'Teste',
    language: 'Idioma',
    operatedBy: 'Esta página de pagamento é mantida por {operator}.',
    questions: 'Dúvidas: {contact}',
    details: 'Detalhes',
    copy: 'Copiar',
    copied: 'Copiado',
  },
  labels: {
    amount: 'Valor',
    item: 'Artigo',
    order: 'Pedido',
    time: 'Data',
    channel: 'Forma de pagamento',
    transaction: 'Transação',
    reference: 'Referência',
    website: 'Site',
  },
  choose: {
    heading: 'Pagamento a {shop}',
    how: 'Escolha como pagar',
    more: 'Mais formas de pagamento',
    troubled: 'Com problemas no momento; outra forma pode ser mais rápida',
    none: 'No momento não é possível pagar aqui. Nada foi cobrado. Tente novamente mais tarde ou fale com a loja.',
    next: 'Você continua no site da opção que escolher e depois volta para cá.',
    notices: {
      declined:
        'Esse pagamento não foi concluído e nada foi cobrado. Você pode tentar novamente ou escolher outra forma de pagamento.',
      canceled:
        'Você voltou sem pagar. Pode tentar novamente ou escolher outra forma de pagamento.',
      expired: 'O tempo desse pagamento acabou. Você pode começar de novo aqui.',
      unavailable:
        'Essa forma de pagamento não responde no momento e nada foi cobrado. Escolha outra.',
      unavailable_alone:
        'Essa forma de pagamento não responde no momento e nada foi cobrado. Tente novamente em alguns minutos.',
      currency: 'Essa forma de pagamento não aceita esta moeda. Escolha outra.',
    },
  },
  channelHints: {
    paypal: 'Saldo do PayPal, conta bancária ou cartão',
    paypal_classic: 'Saldo do PayPal, conta bancária ou cartão',
    moneybookers: 'Saldo da Skrill, conta bancária ou cartão',
    stripe: 'Cartão, Apple Pay, Google Pay e outros',
    alipay: 'Com o aplicativo ou a conta Alipay',
    wechatpay: 'Leia um código com o WeChat',
    sandbox: 'Dinheiro de brinquedo, para experimentar',
  },
  result: {
    states: {
      paid: { word: 'Pago', sentence: 'Seu pagamento a {shop} chegou.' },
      confirming: {
        word: 'Confirmando',
        sentence:
          '{channel} ainda não respondeu. Você não foi cobrado duas vezes; esta página verifica de novo sozinha.',
        after:
          'Se demorar mais, você pode fechar esta página: {shop} será avisado assim que o pagamento estiver certo. Enquanto isso, não pague de novo.',
      },
      failed: {
        word: 'Não pago',
        sentence: 'O pagamento não foi concluído. Nada foi cobrado.',
      },
      canceled: {
        word: 'Cancelado',
        sentence: 'Este pagamento foi interrompido. Nada foi cobrado.',
      },
      expired: {
        word: 'Expirado',
        sentence: 'Este pagamento não foi concluído a tempo.',
        after:
          'Se você chegou a pagar, não pague de novo: {shop} será avisado assim que o dinheiro chegar.',
      },
      refunded: {
        word: 'Reembolsado',
        sentence: '{shop} devolveu o seu dinheiro.',
        after: 'Pode levar alguns dias até aparecer na sua conta.',
      },
      review: {
        word: 'Em análise',
        sentence: 'Seu pagamento foi recebido e está sendo verificado.',
        after: 'Você não precisa fazer nada. Não pague de novo.',
      },
    },
    someChannel: 'O serviço de pagamento',
    progress: 'Aguardando a confirmação',
    tryAgain: 'Tentar novamente',
    otherWays: 'Ou pagar de outra forma',
    backToShop: 'Voltar para {shop}',
    goOnTo: 'Continuar para {host}',
    goOnNote:
      'O botão leva para fora desta página, para {host}. Continue apenas se conhecer esse endereço.',
  },
  errors: {
    cannotPay: 'Não é possível iniciar este pagamento',
    notFound: 'Não há nada aqui',
    tryLater: 'Tente novamente em instantes',
    general: 'Algo não está certo com este pagamento. Volte à loja e comece de novo.',
    sentences: {
      MISSING_PARAMETER:
        'O link que trouxe você até aqui está incompleto. Volte à loja e comece de novo.',
      INVALID_PARAMETER:
        'O link que trouxe você até aqui contém algo que esta página não consegue ler. Volte à loja e comece de novo.',
      INVALID_GROSS:
        'O link que trouxe você até aqui pede um valor que não pode ser pago. Avise a loja.',
      UNKNOWN_APP: 'Esta página não conhece a loja que enviou você até aqui. Avise a loja.',
      UNKNOWN_CHANNEL: 'A loja não oferece esta forma de pagamento. Volte e escolha outra.',
      CURRENCY_NOT_SUPPORTED:
        'Esta forma de pagamento não aceita esta moeda. Volte e escolha outra.',
      UNKNOWN_ACTIVITY:
        'O link que trouxe você até aqui não está configurado corretamente. Avise a loja.',
      ORDER_ID_REUSED:
        'Um pagamento deste pedido já chegou ou está sendo confirmado. Não pague de novo; fale com a loja se algo parecer errado.',
      BAD_SIGNATURE:
        'O link que trouxe você até aqui é antigo demais ou foi alterado no caminho. Volte à loja e comece de novo.',
      CHANNEL_UNAVAILABLE:
        'Esta forma de pagamento não responde no momento. Nada foi cobrado. Escolha outra ou tente novamente em alguns minutos.',
      CONFLICTING_PARAMETER:
        'O link que trouxe você até aqui diz duas coisas diferentes sobre este pagamento, por isso nada foi iniciado. Volte à loja e comece de novo.',
      NOT_FOUND: 'Esta página não existe. Confira o endereço ou volte à loja.',
      PAYMENT_NOT_FOUND: 'Não há pagamento neste endereço. Confira-o ou volte à loja.',
      REQUEST_TOO_LARGE:
        'Foi enviado mais do que esta página aceita. Volte à loja e comece de novo.',
      SYSTEM_UNAVAILABLE:
        'Esta página não consegue consultar pagamentos no momento. Se você acabou de pagar, não pague de novo: seu pagamento não se perdeu.',
      INTERNAL_ERROR:
        'Algo deu errado do nosso lado. Se você acabou de pagar, não pague de novo: seu pagamento não se perdeu.',
    },
    forDeveloper: 'Para quem desenvolve a loja',
    code: 'Código',
    parameter: 'Parâmetro',
  },
  home: {
    running: 'O PayCenter está em funcionamento',
    purpose: 'Este servidor recebe pagamentos para lojistas.',
    astray: 'Se uma loja trouxe você até aqui, volte a ela e comece de novo.',
  },
  formPost: {
    heading: 'Indo para {channel}',
    sentence: 'Estamos levando você até lá. Se nada acontecer, pressione o botão.',
    button: 'Continuar para {channel}',
  },
  qr: {
    heading: 'Pagar com {channel}',
    instruction: 'Abra {channel} no seu telefone, leia este código e confirme por lá.',
    follows: 'Esta página percebe o pagamento sozinha.',
    until: 'O código é válido até {time}.',
    open: 'Teste: abrir o código neste dispositivo',
    image: 'Código QR para pagar com {channel}',
    otherWay: 'Escolher outra forma de pagamento',
  },
  sandbox: {
    heading: 'Ambiente de testes: você é o pagador',
    nothingReal: 'Um brinquedo para experimentar. Nada aqui é real e nenhum dinheiro circula.',
    standsInFor: 'Esta página faz o papel de {brand}.',
    impossible: 'Isso não pode acontecer agora com este pagamento.',
    forged: 'O PayCenter recusou o aviso falsificado, e nada mudou.',
    state: 'Estado atual',
    states: {
      open: 'Ainda não pago',
      pending: 'Pendente',
      paid: 'Pago',
      failed: 'Recusado',
      canceled: 'Cancelado',
      expired: 'Expirado',
      refunded: 'Reembolsado',
      review: 'Em análise',
      disputed: 'Em disputa',
      reversed: 'Retomado',
    },
    groups: { pay: 'O que faz o pagador?', after: 'E o que acontece depois?' },
    actions: {
      pay: { label: 'Pagar', explanation: 'O pagamento é concluído; a loja recebe SUCCESS.' },
      pay_less: {
        label: 'Pagar a menos',
        explanation: 'Chega menos dinheiro do que o pedido; o pagamento vai para análise.',
      },
      pay_repeated: {
        label: 'Pagar e avisar três vezes',
        explanation: 'O mesmo aviso chega três vezes e conta uma.',
      },
      pay_delayed: {
        label: 'Pagar e avisar tarde',
        explanation: 'Você volta logo; o aviso chega um pouco depois.',
      },
      pay_reordered: {
        label: 'Pagar, fora de ordem',
        explanation: 'O aviso do pagamento chega depois de um posterior.',
      },
      pay_forged: {
        label: 'Falsificar um aviso',
        explanation: 'Chega um aviso com assinatura falsa; ele não pode mudar nada.',
      },
      decline: {
        label: 'Recusar',
        explanation: 'O pagamento é recusado; o comprador pode tentar novamente.',
      },
      cancel: { label: 'Cancelar', explanation: 'O comprador volta sem pagar.' },
      pend: {
        label: 'Deixar pendente',
        explanation: 'O pagamento fica indefinido até você voltar aqui.',
      },
      dispute: {
        label: 'Abrir uma disputa',
        explanation: 'O pagador reclama; a loja recebe IN_CASE.',
      },
      dispute_won: {
        label: 'A loja ganha a disputa',
        explanation: 'O dinheiro fica com a loja, que recebe CANCEL_REVERSAL.',
      },
      dispute_lost: {
        label: 'A loja perde a disputa',
        explanation: 'O dinheiro volta ao pagador; a loja recebe APP_REVERSE.',
      },
      reverse: {
        label: 'Retomar o dinheiro',
        explanation: 'O pagador retoma o pagamento; a loja recebe APP_REVERSE.',
      },
      reverse_won: {
        label: 'Desfazer a retomada',
        explanation: 'O dinheiro volta à loja, que recebe CANCEL_REVERSAL.',
      },
      refund: {
        label: 'Reembolsar',
        explanation: 'A loja devolve o dinheiro e recebe REFUND.',
      },
    },
  },
} as const satisfies Texts;
