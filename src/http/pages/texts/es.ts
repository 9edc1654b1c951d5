import type { Texts } from './texts.ts';

export const es = {
  frame: {
    testRibbon: 'Prueba: no se mueve dinero',
    testMark: 'Prueba',
    language: 'Idioma',
    operatedBy: 'Esta página de pago la gestiona {operator}.',
    questions: 'Preguntas: {contact}',
    details: 'Detalles',
    copy: 'Copiar',
    copied: 'Copiado',
  },
  labels: {
    amount: 'Importe',
    item: 'Artículo',
    order: 'Pedido',
    time: 'Fecha',
    channel: 'Forma de pago',
    transaction: 'Transacción',
    reference: 'Referencia',
    website: 'Sitio web',
  },
  choose: {
    heading: 'Pago a {shop}',
    how: 'Elija cómo pagar',
    more: 'Más formas de pago',
    troubled: 'Tiene problemas en este momento; otra forma puede ser más rápida',
    none: 'En este momento no se puede pagar aquí. No se le ha cobrado nada. Inténtelo más tarde o pregunte a la tienda.',
    next: 'Continuará en el sitio de la opción que elija y después volverá aquí.',
    notices: {
      declined:
        'Ese pago no se completó y no se le ha cobrado nada. Puede intentarlo de nuevo o elegir otra forma de pago.',
      canceled: 'Ha vuelto sin pagar. Puede intentarlo de nuevo o elegir otra forma de pago.',
      expired: 'Se agotó el tiempo de ese pago. Puede empezar de nuevo aquí.',
      unavailable:
        'Esa forma de pago no responde en este momento y no se le ha cobrado nada. Elija otra.',
      unavailable_alone:
        'Esa forma de pago no responde en este momento y no se le ha cobrado nada. Inténtelo de nuevo en unos minutos.',
      currency: 'Esa forma de pago no acepta esta moneda. Elija otra.',
    },
  },
  channelHints: {
    paypal: 'Saldo de PayPal, cuenta bancaria o tarjeta',
    paypal_classic: 'Saldo de PayPal, cuenta bancaria o tarjeta',
    moneybookers: 'Saldo de Skrill, cuenta bancaria o tarjeta',
    stripe: 'Tarjeta, Apple Pay, Google Pay y otras',
    alipay: 'Con la aplicación o la cuenta de Alipay',
    wechatpay: 'Escanee un código con WeChat',
    sandbox: 'Dinero de juguete, para probar',
  },
  result: {
    states: {
      paid: { word: 'Pagado', sentence: 'Su pago a {shop} ha llegado.' },
      confirming: {
        word: 'Confirmando',
        sentence:
          '{channel} todavía no ha respondido. No se le ha cobrado dos veces; esta página vuelve a consultar por sí sola.',
        after:
          'Si tarda más, puede cerrar esta página: {shop} recibirá el aviso en cuanto el pago sea seguro. Mientras tanto, no pague de nuevo.',
      },
      failed: {
        word: 'No pagado',
        sentence: 'El pago no se completó. No se le ha cobrado nada.',
      },
      canceled: {
        word: 'Cancelado',
        sentence: 'Este pago se detuvo. No se le ha cobrado nada.',
      },
      expired: {
        word: 'Caducado',
        sentence: 'Este pago no se terminó a tiempo.',
        after:
          'Si llegó a pagar, no pague de nuevo: {shop} recibirá el aviso en cuanto llegue el dinero.',
      },
      refunded: {
        word: 'Reembolsado',
        sentence: '{shop} le ha devuelto el dinero.',
        after: 'Puede tardar unos días en aparecer en su cuenta.',
      },
      review: {
        word: 'En revisión',
        sentence: 'Su pago se ha recibido y se está comprobando.',
        after: 'No tiene que hacer nada. No pague de nuevo.',
      },
    },
    someChannel: 'El servicio de pago',
    progress: 'Esperando la confirmación',
    tryAgain: 'Intentar de nuevo',
    otherWays: 'O pagar de otra forma',
    backToShop: 'Volver a {shop}',
    goOnTo: 'Continuar a {host}',
    goOnNote:
      'El botón lleva fuera de esta página, a {host}. Continúe solo si conoce esa dirección.',
  },
  errors: {
    cannotPay: 'Este pago no se puede iniciar',
    notFound: 'Aquí no hay nada',
    tryLater: 'Inténtelo de nuevo en un momento',
    general: 'Algo no está bien en este pago. Vuelva a la tienda y empiece de nuevo.',
    sentences: {
      MISSING_PARAMETER:
        'El enlace que le trajo aquí está incompleto. Vuelva a la tienda y empiece de nuevo.',
      INVALID_PARAMETER:
        'El enlace que le trajo aquí contiene algo que esta página no puede leer. Vuelva a la tienda y empiece de nuevo.',
      INVALID_GROSS:
        'El enlace que le trajo aquí pide un importe que no se puede pagar. Avise a la tienda.',
      UNKNOWN_APP: 'Esta página no conoce la tienda que le envió aquí. Avise a la tienda.',
      UNKNOWN_CHANNEL: 'La tienda no ofrece esta forma de pago. Vuelva atrás y elija otra.',
      CURRENCY_NOT_SUPPORTED:
        'Esta forma de pago no acepta esta moneda. Vuelva atrás y elija otra.',
      UNKNOWN_ACTIVITY: 'El enlace que le trajo aquí no está bien configurado. Avise a la tienda.',
      ORDER_ID_REUSED:
        'Ya ha llegado un pago de este pedido o se está confirmando. No pague de nuevo; pregunte a la tienda si algo no le parece correcto.',
      BAD_SIGNATURE:
        'El enlace que le trajo aquí es demasiado antiguo o se modificó por el camino. Vuelva a la tienda y empiece de nuevo.',
      CHANNEL_UNAVAILABLE:
        'Esta forma de pago no responde en este momento. No se le ha cobrado nada. Elija otra o inténtelo de nuevo en unos minutos.',
      CONFLICTING_PARAMETER:
        'El enlace que le trajo aquí dice dos cosas distintas sobre este pago, por eso no se inició nada. Vuelva a la tienda y empiece de nuevo.',
      NOT_FOUND: 'Esta página no existe. Compruebe la dirección o vuelva a la tienda.',
      PAYMENT_NOT_FOUND: 'No hay ningún pago en esta dirección. Compruébela o vuelva a la tienda.',
      REQUEST_TOO_LARGE:
        'Se envió más de lo que esta página admite. Vuelva a la tienda y empiece de nuevo.',
      SYSTEM_UNAVAILABLE:
        'Esta página no puede consultar los pagos en este momento. Si acaba de pagar, no pague de nuevo: su pago no se ha perdido.',
      INTERNAL_ERROR:
        'Algo ha fallado por nuestra parte. Si acaba de pagar, no pague de nuevo: su pago no se ha perdido.',
    },
    forDeveloper: 'Para quien programa la tienda',
    code: 'Código',
    parameter: 'Parámetro',
  },
  home: {
    running: 'PayCenter está en funcionamiento',
    purpose: 'Este servidor recibe pagos para comercios.',
    astray: 'Si le ha enviado aquí una tienda, vuelva a ella y empiece de nuevo.',
  },
  formPost: {
    heading: 'Hacia {channel}',
    sentence: 'Le estamos llevando allí. Si no ocurre nada, pulse el botón.',
    button: 'Continuar a {channel}',
  },
  qr: {
    heading: 'Pagar con {channel}',
    instruction: 'Abra {channel} en su teléfono, escanee este código y confirme allí.',
    follows: 'Esta página advierte el pago por sí sola.',
    until: 'El código es válido hasta el {time}.',
    open: 'Prueba: abrir el código en este dispositivo',
    image: 'Código QR para pagar con {channel}',
    otherWay: 'Elegir otra forma de pago',
  },
  sandbox: {
    heading: 'Entorno de pruebas: usted es quien paga',
    nothingReal: 'Un juguete para probar. Aquí nada es real y no se mueve dinero.',
    standsInFor: 'Esta página hace las veces de {brand}.',
    impossible: 'Eso no puede ocurrirle ahora a este pago.',
    forged: 'PayCenter rechazó el aviso falsificado y nada ha cambiado.',
    state: 'Estado actual',
    states: {
      open: 'Aún sin pagar',
      pending: 'Pendiente',
      paid: 'Pagado',
      failed: 'Rechazado',
      canceled: 'Cancelado',
      expired: 'Caducado',
      refunded: 'Reembolsado',
      review: 'En revisión',
      disputed: 'En disputa',
      reversed: 'Retirado',
    },
    groups: { pay: '¿Qué hace quien paga?', after: '¿Y qué ocurre después?' },
    actions: {
      pay: { label: 'Pagar', explanation: 'El pago se completa; la tienda recibe SUCCESS.' },
      pay_less: {
        label: 'Pagar de menos',
        explanation: 'Llega menos dinero del pedido; el pago pasa a revisión.',
      },
      pay_repeated: {
        label: 'Pagar y avisar tres veces',
        explanation: 'El mismo aviso llega tres veces y cuenta una.',
      },
      pay_delayed: {
        label: 'Pagar y avisar tarde',
        explanation: 'Usted vuelve enseguida; el aviso llega un poco más tarde.',
      },
      pay_reordered: {
        label: 'Pagar, en desorden',
        explanation: 'El aviso del pago llega después de otro posterior.',
      },
      pay_forged: {
        label: 'Falsificar un aviso',
        explanation: 'Llega un aviso con una firma falsa; no debe cambiar nada.',
      },
      decline: {
        label: 'Rechazar',
        explanation: 'El pago se rechaza; quien compra puede intentarlo de nuevo.',
      },
      cancel: { label: 'Cancelar', explanation: 'Quien compra vuelve sin pagar.' },
      pend: {
        label: 'Dejar pendiente',
        explanation: 'El pago queda sin decidir hasta que usted vuelva aquí.',
      },
      dispute: {
        label: 'Abrir una disputa',
        explanation: 'Quien pagó reclama; la tienda recibe IN_CASE.',
      },
      dispute_won: {
        label: 'La tienda gana la disputa',
        explanation: 'El dinero se queda en la tienda, que recibe CANCEL_REVERSAL.',
      },
      dispute_lost: {
        label: 'La tienda pierde la disputa',
        explanation: 'El dinero vuelve a quien pagó; la tienda recibe APP_REVERSE.',
      },
      reverse: {
        label: 'Retirar el dinero',
        explanation: 'Quien pagó recupera el pago; la tienda recibe APP_REVERSE.',
      },
      reverse_won: {
        label: 'Deshacer la retirada',
        explanation: 'El dinero vuelve a la tienda, que recibe CANCEL_REVERSAL.',
      },
      refund: {
        label: 'Reembolsar',
        explanation: 'La tienda devuelve el dinero y recibe REFUND.',
      },
    },
  },
} as const satisfies Texts;
