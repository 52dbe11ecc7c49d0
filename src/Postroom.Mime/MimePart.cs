namespace Postroom.Mime;

/// <summary>One part of a message: where its octets are and what its MIME header fields say (RFC 2045).</summary>
/// <remarks>Offsets count octets from the start of the whole message. Read-only and safe for many threads once the parser gave it away.</remarks>
public sealed class MimePart
{
    private readonly MimeLimits _limits;
    private List<MimePart>? _children;
    private HeaderFieldTable? _fields;
    private ContentDisposition? _disposition;
    private EnvelopeFields? _envelope;
    private ReadOnlyMemory<byte> _rawDisposition;
    private ReadOnlyMemory<byte> _rawLanguage;

    internal MimePart(MimeLimits limits, MimePart? parent, bool isMessage, long offset)
    {
        _limits = limits;
        Parent = parent;
        IsMessage = isMessage;
        HeaderOffset = offset;
        BodyOffset = offset;
    }

    /// <summary>The part around this one; null for the message itself.</summary>
    public MimePart? Parent { get; }

    /// <summary>What it holds.</summary>
    public MimePartKind Kind { get; private set; }

    /// <summary>True for the root and for what a message/rfc822 part holds: its header is a message's and gives <see cref="Envelope"/>.</summary>
    public bool IsMessage { get; }

    /// <summary>Where the header starts.</summary>
    public long HeaderOffset { get; }

    /// <summary>Octets of the header, with the blank line behind it.</summary>
    public long HeaderLength { get; private set; }

    /// <summary>Where the body starts: HeaderOffset + HeaderLength.</summary>
    public long BodyOffset { get; private set; }

    /// <summary>Octets of the body as transferred, without the line ending that belongs to the delimiter behind it (RFC 2046 §5.1.1).</summary>
    public long BodyLength { get; private set; }

    /// <summary>Line feeds in the body as transferred: BODYSTRUCTURE's size in lines (RFC 9051 §7.5.2), which is given for text and message parts.</summary>
    public long BodyLines { get; private set; }

    /// <summary>Octets of the body once its transfer encoding is undone (BINARY.SIZE, RFC 3516), exactly what <see cref="TransferDecoder"/> gives.</summary>
    public long DecodedSize { get; internal set; }

    /// <summary>The header's octets, folded as they came, with the blank line; cut after a whole line where a limit was met.</summary>
    public ReadOnlyMemory<byte> Header { get; private set; }

    /// <summary>A limit was met within the header: <see cref="Header"/> is shorter than <see cref="HeaderLength"/>.</summary>
    public bool IsHeaderCut { get; internal set; }

    /// <summary>A limit made this a leaf, though its header may say multipart or message: show it as application/octet-stream.</summary>
    public bool IsOpaque { get; private set; }

    /// <summary>Stands for the child that a multipart without any part lacks, so that clients get a valid BODYSTRUCTURE: an empty text/plain.</summary>
    public bool IsPlaceholder { get; private init; }

    /// <summary>Content-Type, or the default for where the part stands: text/plain, in a multipart/digest message/rfc822.</summary>
    public ContentType ContentType { get; private set; } = ContentType.TextPlain;

    /// <summary>Content-Transfer-Encoding as understood.</summary>
    public TransferEncoding Encoding { get; private set; }

    /// <summary>Content-Transfer-Encoding's token as written; empty if there is none (then it is 7bit, RFC 2045 §6.1).</summary>
    public ReadOnlyMemory<byte> EncodingName { get; private set; }

    /// <summary>Content-Disposition (RFC 2183); null if there is none.</summary>
    public ContentDisposition? Disposition =>
        _disposition ??= _rawDisposition.IsEmpty ? null : ContentDisposition.Parse(_rawDisposition, _limits);

    /// <summary>Content-ID, unfolded, as written with its angle brackets; empty if there is none.</summary>
    public ReadOnlyMemory<byte> ContentId { get; private set; }

    /// <summary>Content-Description, unfolded, encoded words left alone; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Description { get; private set; }

    /// <summary>Content-MD5 (RFC 1864); empty if there is none.</summary>
    public ReadOnlyMemory<byte> Md5 { get; private set; }

    /// <summary>Content-Location (RFC 2557 §4.2), without the white space that folding put in; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Location { get; private set; }

    /// <summary>Content-Language's tags in order (RFC 3282); empty if there is none.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Language => ContentLanguage.Parse(_rawLanguage, _limits);

    /// <summary>The parts of a multipart, at least one; empty otherwise.</summary>
    public IReadOnlyList<MimePart> Children => Kind == MimePartKind.Multipart && _children is not null ? _children : [];

    /// <summary>What a message/rfc822 part holds; null otherwise.</summary>
    public MimePart? Embedded => Kind == MimePartKind.Message && _children is not null ? _children[0] : null;

    /// <summary>The fields that ENVELOPE is made of; null unless <see cref="IsMessage"/>.</summary>
    public EnvelopeFields? Envelope => _envelope ??= IsMessage ? EnvelopeFields.Find(Header) : null;

    /// <summary>Where each field of <see cref="Header"/> stands.</summary>
    public HeaderFieldTable Fields => _fields ??= HeaderFieldTable.Of(Header);

    internal ReadOnlySpan<byte> Boundary => ContentType.Boundary.Span;

    internal long LinesBeforeBody { get; set; }

    internal void Add(MimePart child) => (_children ??= []).Add(child);

    internal void MakeOpaque()
    {
        IsOpaque = true;
        Kind = MimePartKind.Leaf;
        ContentType = ContentType.OctetStream;
    }

    internal void EndHeader(long end, ReadOnlySpan<byte> header)
    {
        HeaderLength = end - HeaderOffset;
        BodyOffset = end;
        if (IsHeaderCut)
            header = header[..(header.LastIndexOf((byte)'\n') + 1)];
        if (!header.IsEmpty)
        {
            byte[] copy = GC.AllocateUninitializedArray<byte>(header.Length);
            header.CopyTo(copy);
            Header = copy;
        }
        ReadMimeFields();
        Kind = ContentType.IsMultipart && !ContentType.Boundary.IsEmpty ? MimePartKind.Multipart
            : ContentType.IsEmbeddedMessage ? MimePartKind.Message
            : MimePartKind.Leaf;
    }

    internal void EndBody(long end, long lines)
    {
        BodyLength = Math.Max(0, end - BodyOffset);
        BodyLines = Math.Max(0, lines - LinesBeforeBody);
        DecodedSize = BodyLength;
    }

    internal void CompleteChildren()
    {
        if (Kind == MimePartKind.Multipart && _children is null)
            Add(new MimePart(_limits, this, isMessage: false, BodyOffset) { IsPlaceholder = true });
    }

    // The first of each counts, as in Dovecot: what a filter on the way appended cannot hide what the author wrote.
    private void ReadMimeFields()
    {
        ContentType? type = null;
        var fields = new HeaderFieldReader(Header.Span);
        while (fields.MoveNext())
        {
            HeaderField field = fields.Current;
            ReadOnlySpan<byte> name = field.NameIn(Header.Span);
            if (name.Length < 10 || (name[0] | 0x20) != 'c' || name[7] != '-')
                continue;
            switch (HeaderNames.Find(name))
            {
                case HeaderName.ContentType when type is null:
                    type = ContentType.Parse(field.ValueIn(Header), _limits);
                    break;
                case HeaderName.ContentTransferEncoding when EncodingName.IsEmpty:
                    EncodingName = TransferEncodings.ReadName(field.ValueIn(Header));
                    Encoding = TransferEncodings.Find(EncodingName.Span);
                    break;
                case HeaderName.ContentDisposition when _rawDisposition.IsEmpty:
                    _rawDisposition = field.ValueIn(Header);
                    break;
                case HeaderName.ContentId when ContentId.IsEmpty:
                    ContentId = HeaderText.Unfold(field.ValueIn(Header));
                    break;
                case HeaderName.ContentDescription when Description.IsEmpty:
                    Description = HeaderText.Unfold(field.ValueIn(Header));
                    break;
                case HeaderName.ContentMd5 when Md5.IsEmpty:
                    Md5 = HeaderText.Unfold(field.ValueIn(Header));
                    break;
                case HeaderName.ContentLanguage when _rawLanguage.IsEmpty:
                    _rawLanguage = field.ValueIn(Header);
                    break;
                case HeaderName.ContentLocation when Location.IsEmpty:
                    Location = HeaderText.WithoutWhiteSpace(field.ValueIn(Header));
                    break;
                default:
                    break;
            }
        }
        bool isInDigest = Parent is { Kind: MimePartKind.Multipart } parent && parent.ContentType.Is("multipart"u8, "digest"u8);
        ContentType = type ?? (isInDigest ? ContentType.DigestDefault : ContentType.TextPlain);
    }
}
