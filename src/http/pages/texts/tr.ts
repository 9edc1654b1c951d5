import type { Texts } from './texts.ts';

export const tr = {
  frame: {
    testRibbon: 'Deneme – para hareketi yok',
    testMark: 'Deneme',
    language: 'Dil',
    operatedBy: 'Bu ödeme sayfasını işleten: {operator}.',
    questions: 'Sorularınız için: {contact}',
    details: 'Ayrıntılar',
    copy: 'Kopyala',
    copied: 'Kopyalandı',
  },
  labels: {
    amount: 'Tutar',
    item: 'Ürün',
    order: 'Sipariş',
    time: 'Zaman',
    channel: 'Ödeme yöntemi',
    transaction: 'İşlem',
    reference: 'Referans',
    website: 'Web sitesi',
  },
  choose: {
    heading: '{shop} için ödeme',
    how: 'Ödeme yöntemini seçin',
    more: 'Diğer ödeme yöntemleri',
    troubled: 'Şu anda sorun yaşıyor; başka bir yöntem daha hızlı olabilir',
    none: 'Şu anda burada ödeme yapılamıyor. Sizden para çekilmedi. Lütfen daha sonra tekrar deneyin ya da mağazaya sorun.',
    next: 'Seçtiğiniz hizmetin sitesine geçersiniz, ardından buraya dönersiniz.',
    notices: {
      declined:
        'Bu ödeme gerçekleşmedi ve sizden para çekilmedi. Tekrar deneyebilir ya da başka bir ödeme yöntemi seçebilirsiniz.',
      canceled:
        'Ödeme yapmadan döndünüz. Tekrar deneyebilir ya da başka bir ödeme yöntemi seçebilirsiniz.',
      expired: 'Bu ödemenin süresi doldu. Buradan yeniden başlayabilirsiniz.',
      unavailable:
        'Bu ödeme yöntemi şu anda yanıt vermiyor ve sizden para çekilmedi. Lütfen başka birini seçin.',
      unavailable_alone:
        'Bu ödeme yöntemi şu anda yanıt vermiyor ve sizden para çekilmedi. Lütfen birkaç dakika sonra tekrar deneyin.',
      currency: 'Bu ödeme yöntemi bu para birimini kabul etmiyor. Lütfen başka birini seçin.',
    },
  },
  channelHints: {
    paypal: 'PayPal bakiyesi, banka hesabı veya kart',
    paypal_classic: 'PayPal bakiyesi, banka hesabı veya kart',
    moneybookers: 'Skrill bakiyesi, banka hesabı veya kart',
    stripe: 'Kart, Apple Pay, Google Pay ve diğerleri',
    alipay: 'Alipay uygulaması veya hesabıyla',
    wechatpay: 'WeChat ile bir kod tarayın',
    sandbox: 'Denemek için oyun parası',
  },
  result: {
    states: {
      paid: { word: 'Ödendi', sentence: '{shop} için ödemeniz ulaştı.' },
      confirming: {
        word: 'Onay bekleniyor',
        sentence:
          '{channel} henüz yanıt vermedi. Sizden iki kez para çekilmedi; bu sayfa kendiliğinden yeniden bakar.',
        after:
          'Daha uzun sürerse bu sayfayı kapatabilirsiniz: ödeme kesinleşir kesinleşmez {shop} haberdar edilir. Lütfen bu arada yeniden ödeme yapmayın.',
      },
      failed: {
        word: 'Ödenmedi',
        sentence: 'Ödeme gerçekleşmedi. Sizden para çekilmedi.',
      },
      canceled: {
        word: 'İptal edildi',
        sentence: 'Bu ödeme durduruldu. Sizden para çekilmedi.',
      },
      expired: {
        word: 'Süresi doldu',
        sentence: 'Bu ödeme zamanında tamamlanmadı.',
        after:
          'Yine de ödediyseniz yeniden ödeme yapmayın: para ulaşır ulaşmaz {shop} haberdar edilir.',
      },
      refunded: {
        word: 'İade edildi',
        sentence: '{shop} paranızı geri gönderdi.',
        after: 'Hesabınızda görünmesi birkaç gün sürebilir.',
      },
      review: {
        word: 'İnceleniyor',
        sentence: 'Ödemeniz alındı ve kontrol ediliyor.',
        after: 'Bir şey yapmanız gerekmiyor. Lütfen yeniden ödeme yapmayın.',
      },
    },
    someChannel: 'Ödeme hizmeti',
    progress: 'Onay bekleniyor',
    tryAgain: 'Tekrar dene',
    otherWays: 'Ya da başka bir yöntemle ödeyin',
    backToShop: '{shop} sitesine dön',
    goOnTo: '{host} adresine git',
    goOnNote:
      'Düğme sizi bu sayfadan {host} adresine götürür. Yalnızca bu adresi tanıyorsanız devam edin.',
  },
  errors: {
    cannotPay: 'Bu ödeme başlatılamıyor',
    notFound: 'Burada bir şey yok',
    tryLater: 'Lütfen birazdan tekrar deneyin',
    general: 'Bu ödemede bir sorun var. Lütfen mağazaya dönüp yeniden başlayın.',
    sentences: {
      MISSING_PARAMETER:
        'Sizi buraya getiren bağlantı eksik. Lütfen mağazaya dönüp yeniden başlayın.',
      INVALID_PARAMETER:
        'Sizi buraya getiren bağlantıda bu sayfanın okuyamadığı bir şey var. Lütfen mağazaya dönüp yeniden başlayın.',
      INVALID_GROSS:
        'Sizi buraya getiren bağlantı ödenemeyecek bir tutar istiyor. Lütfen mağazaya bildirin.',
      UNKNOWN_APP: 'Bu sayfa sizi buraya gönderen mağazayı tanımıyor. Lütfen mağazaya bildirin.',
      UNKNOWN_CHANNEL: 'Mağaza bu ödeme yöntemini sunmuyor. Lütfen geri dönüp başka birini seçin.',
      CURRENCY_NOT_SUPPORTED:
        'Bu ödeme yöntemi bu para birimini kabul etmiyor. Lütfen geri dönüp başka birini seçin.',
      UNKNOWN_ACTIVITY:
        'Sizi buraya getiren bağlantı doğru ayarlanmamış. Lütfen mağazaya bildirin.',
      ORDER_ID_REUSED:
        'Bu sipariş için bir ödeme zaten ulaştı ya da onaylanıyor. Lütfen yeniden ödeme yapmayın; bir terslik görürseniz mağazaya sorun.',
      BAD_SIGNATURE:
        'Sizi buraya getiren bağlantı çok eski ya da yolda değiştirilmiş. Lütfen mağazaya dönüp yeniden başlayın.',
      CHANNEL_UNAVAILABLE:
        'Bu ödeme yöntemi şu anda yanıt vermiyor. Sizden para çekilmedi. Lütfen başka birini seçin ya da birkaç dakika sonra tekrar deneyin.',
      CONFLICTING_PARAMETER:
        'Sizi buraya getiren bağlantı bu ödeme hakkında iki farklı şey söylüyor; bu yüzden hiçbir şey başlatılmadı. Lütfen mağazaya dönüp yeniden başlayın.',
      NOT_FOUND: 'Böyle bir sayfa yok. Lütfen adresi kontrol edin ya da mağazaya dönün.',
      PAYMENT_NOT_FOUND:
        'Bu adreste bir ödeme yok. Lütfen adresi kontrol edin ya da mağazaya dönün.',
      REQUEST_TOO_LARGE:
        'Bu sayfanın kabul ettiğinden fazlası gönderildi. Lütfen mağazaya dönüp yeniden başlayın.',
      SYSTEM_UNAVAILABLE:
        'Bu sayfa şu anda ödemelere bakamıyor. Az önce ödediyseniz lütfen yeniden ödeme yapmayın: ödemeniz kaybolmadı.',
      INTERNAL_ERROR:
        'Bizim tarafımızda bir sorun oluştu. Az önce ödediyseniz lütfen yeniden ödeme yapmayın: ödemeniz kaybolmadı.',
    },
    forDeveloper: 'Mağazanın geliştiricisi için',
    code: 'Kod',
    parameter: 'Parametre',
  },
  home: {
    running: 'PayCenter çalışıyor',
    purpose: 'Bu sunucu, satıcılar adına ödeme alır.',
    astray: 'Sizi buraya bir mağaza gönderdiyse lütfen oraya dönüp yeniden başlayın.',
  },
  formPost: {
    heading: '{channel} sitesine geçiş',
    sentence: 'Oraya yönlendiriliyorsunuz. Bir şey olmazsa düğmeye basın.',
    button: '{channel} sitesine git',
  },
  qr: {
    heading: '{channel} ile öde',
    instruction: 'Telefonunuzda {channel} uygulamasını açın, bu kodu tarayın ve orada onaylayın.',
    follows: 'Bu sayfa ödemeyi kendiliğinden fark eder.',
    until: 'Kod şu zamana kadar geçerlidir: {time}',
    open: 'Deneme: kodu bu cihazda aç',
    image: '{channel} ile ödemek için QR kodu',
    otherWay: 'Başka bir ödeme yöntemi seç',
  },
  sandbox: {
    heading: 'Deneme alanı: ödeyen sizsiniz',
    nothingReal: 'Denemek için bir oyuncak. Burada hiçbir şey gerçek değil ve para hareketi yok.',
    standsInFor: 'Bu sayfa {brand} yerine geçer.',
    impossible: 'Bu, şu anda bu ödeme için mümkün değil.',
    forged: 'PayCenter sahte bildirimi reddetti ve hiçbir şey değişmedi.',
    state: 'Şu anki durum',
    states: {
      open: 'Henüz ödenmedi',
      pending: 'Beklemede',
      paid: 'Ödendi',
      failed: 'Reddedildi',
      canceled: 'İptal edildi',
      expired: 'Süresi doldu',
      refunded: 'İade edildi',
      review: 'İnceleniyor',
      disputed: 'İtiraz edildi',
      reversed: 'Geri alındı',
    },
    groups: { pay: 'Ödeyen ne yapıyor?', after: 'Peki sonra ne oluyor?' },
    actions: {
      pay: { label: 'Öde', explanation: 'Ödeme başarılı olur; mağazaya SUCCESS iletilir.' },
      pay_less: {
        label: 'Eksik öde',
        explanation: 'İstenenden az para gelir; ödeme incelemeye alınır.',
      },
      pay_repeated: {
        label: 'Öde ve üç kez bildir',
        explanation: 'Aynı bildirim üç kez gelir, bir kez sayılır.',
      },
      pay_delayed: {
        label: 'Öde ve geç bildir',
        explanation: 'Siz hemen dönersiniz; bildirim biraz sonra gelir.',
      },
      pay_reordered: {
        label: 'Yanlış sırayla öde',
        explanation: 'Ödeme bildirimi, kendinden sonraki bir bildirimden sonra gelir.',
      },
      pay_forged: {
        label: 'Sahte bildirim gönder',
        explanation: 'İmzası sahte bir bildirim gelir; hiçbir şeyi değiştirmemelidir.',
      },
      decline: {
        label: 'Reddet',
        explanation: 'Ödeme reddedilir; müşteri tekrar deneyebilir.',
      },
      cancel: { label: 'İptal et', explanation: 'Müşteri ödeme yapmadan geri döner.' },
      pend: {
        label: 'Beklemede bırak',
        explanation: 'Siz buraya dönene kadar ödeme kararsız kalır.',
      },
      dispute: {
        label: 'İtiraz aç',
        explanation: 'Ödeyen şikâyet eder; mağazaya IN_CASE iletilir.',
      },
      dispute_won: {
        label: 'İtirazı mağaza kazanır',
        explanation: 'Para mağazada kalır; mağazaya CANCEL_REVERSAL iletilir.',
      },
      dispute_lost: {
        label: 'İtirazı mağaza kaybeder',
        explanation: 'Para ödeyene geri gider; mağazaya APP_REVERSE iletilir.',
      },
      reverse: {
        label: 'Parayı geri al',
        explanation: 'Ödeyen ödemesini geri alır; mağazaya APP_REVERSE iletilir.',
      },
      reverse_won: {
        label: 'Geri almayı boz',
        explanation: 'Para yeniden mağazaya gelir; mağazaya CANCEL_REVERSAL iletilir.',
      },
      refund: {
        label: 'İade et',
        explanation: 'Mağaza parayı geri verir; mağazaya REFUND iletilir.',
      },
    },
  },
} as const satisfies Texts;
