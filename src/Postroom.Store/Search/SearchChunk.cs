using System.Buffers;
using Postroom.Mime;
using Postroom.Store.Engine;

namespace Postroom.Store;

/// <summary>A chunk being searched: its columns, and the rows and bytes that conditions ask for.</summary>
public sealed class SearchChunk : IDisposable
{
    private const int MaxHeaderOctets = 1 << 20;

    // A header row keeps up to 16 KiB, with some octets for the place of each field.
    private const long HeaderRowsOctets = 2 << 20, MaxHeaderRowOctets = 2 * HeaderBlock.MaxKeptOctets;

    // A message of thousands of parts has a derived row of megabytes: seven octets make a part of a row's seventy.
    private const long DerivedRowsOctets = 4 << 20, MaxDerivedRowOctets = 2 << 20;

    // The identities of a whole chunk come at once: some forty octets each.
    private const long IdentityRowsOctets = 64 << 10, IdentityRowOctets = 64;

    private readonly Mailbox _mailbox;
    private readonly MailboxQuery _query;
    private ArrayBufferWriter<byte> _blob = new();
    private SearchRows? _derived;
    private SearchRows? _headers;
    private SearchRows? _identities;
    private SearchHold _holds;
    private long _heldOctets;

    internal SearchChunk(Mailbox mailbox, MailboxSnapshot snapshot, MessageChunk messages, MailboxQuery query) =>
        (_mailbox, Snapshot, Messages, _query) = (mailbox, snapshot, messages, query);

    /// <summary>The mailbox as it is searched.</summary>
    public MailboxSnapshot Snapshot { get; }

    /// <summary>The messages, by place.</summary>
    public MessageChunk Messages { get; }

    /// <summary>The derived row of a message; empty when it has none. Load first.</summary>
    public ReadOnlyMemory<byte> Derived(int index) => _derived![index];

    /// <summary>The header row of a message; empty when it has none. Load first.</summary>
    public ReadOnlyMemory<byte> Header(int index) => _headers![index];

    /// <summary>False when the header is too large for its row, or the row is missing: then <see cref="ReadHeaderAsync"/>.</summary>
    public bool IsHeaderKept(int index)
    {
        ReadOnlySpan<byte> row = Header(index).Span;
        return !row.IsEmpty && new HeaderBlock(row).IsKept;
    }

    /// <summary>Reads derived rows of <paramref name="wanted"/> from place <paramref name="from"/> on: some, as they may be large.</summary>
    /// <returns>The place up to which they are here; those before <paramref name="from"/> may be gone, and header rows are.</returns>
    public async ValueTask<int> LoadDerivedAsync(ChunkMask wanted, int from, CancellationToken cancellationToken)
    {
        await HoldAsync(SearchHold.DerivedRows, cancellationToken).ConfigureAwait(false);
        _derived ??= new SearchRows(Messages, static size => Math.Min(size * 8, MaxDerivedRowOctets), DerivedRowsOctets, _mailbox.ReadDerivedAsync);
        return await _derived.LoadAsync(wanted, from, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads header rows, likewise; derived rows are gone then.</summary>
    public async ValueTask<int> LoadHeadersAsync(ChunkMask wanted, int from, CancellationToken cancellationToken)
    {
        await HoldAsync(SearchHold.HeaderRows, cancellationToken).ConfigureAwait(false);
        _headers ??= new SearchRows(Messages, static size => Math.Min(size * 2, MaxHeaderRowOctets), HeaderRowsOctets, _mailbox.ReadHeadersAsync);
        return await _headers.LoadAsync(wanted, from, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What identifies a message; null when its row is missing. Load first.</summary>
    internal EmailIdentity? Identity(int index) => _identities![index] is { IsEmpty: false } row ? EmailIdentity.Read(row.Span) : null;

    /// <summary>Reads rows of identities, likewise; all other rows are gone then.</summary>
    internal async ValueTask<int> LoadIdentitiesAsync(ChunkMask wanted, int from, CancellationToken cancellationToken)
    {
        await HoldAsync(SearchHold.Identities, cancellationToken).ConfigureAwait(false);
        _identities ??= new SearchRows(Messages, static _ => IdentityRowOctets, IdentityRowsOctets, _mailbox.ReadEmailsAsync);
        return await _identities.LoadAsync(wanted, from, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A header from the message itself: its first MiB.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadHeaderAsync(int index, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> row = Header(index);
        if (row.IsEmpty)
        {
            ReadOnlyMemory<byte> start = await ReadBlobAsync(index, 0, MaxHeaderOctets, cancellationToken).ConfigureAwait(false);
            return start[..(int)MimeParser.Parse(start.Span).Root.HeaderLength];
        }

        long length = new HeaderBlock(row.Span).Length;
        return await ReadBlobAsync(index, 0, (int)Math.Min(length, MaxHeaderOctets), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The day of the Date field, in days since 1970, from the message itself: for one whose derived row is missing. Null without a date.</summary>
    internal async ValueTask<long?> ReadSentDayAsync(int index, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> start = await ReadBlobAsync(index, 0, MaxHeaderOctets, cancellationToken).ConfigureAwait(false);
        DerivedRows rows = MessageDerivation.RowsOf(MimeParser.Parse(start.Span), new MimeLimits());
        return new DerivedMessage(rows.Derived.Span) is { HasSentDate: true, SentDay: var day } ? day : null;
    }

    /// <summary>Octets of a message: good until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadBlobAsync(int index, long offset, int length, CancellationToken cancellationToken)
    {
        _blob.ResetWrittenCount();
        await _mailbox.ReadBlobAsync(new EmailKey(Messages.Columns.Emails[index]), offset, length, _blob, cancellationToken).ConfigureAwait(false);
        return _blob.WrittenMemory;
    }

    /// <summary>Whole messages, in the order of <paramref name="indexes"/>; together 1 MiB at most.</summary>
    internal ValueTask<BlobSet> ReadBlobsAsync(List<int> indexes, CancellationToken cancellationToken)
    {
        var pieces = new BlobPiece[indexes.Count];
        for (int k = 0; k < pieces.Length; k++)
        {
            pieces[k] = new BlobPiece(new EmailKey(Messages.Columns.Emails[indexes[k]]), 0, (int)Messages.Columns.Sizes[indexes[k]]);
        }

        return _mailbox.ReadBlobsAsync(pieces, cancellationToken);
    }

    /// <summary>A message's octets are not what was stored.</summary>
    internal void Report(int index, DamagedMessageException damage) => _query.Damaged?.Invoke(new EmailKey(Messages.Columns.Emails[index]), damage);

    /// <summary>Waits until there is memory for what is to be read; anything else that was read is let go first.</summary>
    internal async ValueTask HoldAsync(SearchHold what, CancellationToken cancellationToken)
    {
        if (what == _holds)
        {
            return;
        }

        LetGo();
        if (_query.Memory is { } memory)
        {
            _heldOctets = await memory.TakeAsync(OctetsOf(what), cancellationToken).ConfigureAwait(false);
        }

        _holds = what;
    }

    /// <summary>Rows and octets that were read are gone.</summary>
    internal void LetGo()
    {
        _derived?.Dispose();
        _headers?.Dispose();
        _identities?.Dispose();
        if (_blob.Capacity > 0)
        {
            _blob = new ArrayBufferWriter<byte>();
        }

        if (_heldOctets > 0)
        {
            _query.Memory!.Return(_heldOctets);
        }

        (_holds, _heldOctets) = (SearchHold.Nothing, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => LetGo();

    // What it may come to with all buffers: rows grow in doubled ones, and a header of 1 MiB is several times that as text.
    private static long OctetsOf(SearchHold what) => what switch
    {
        SearchHold.Identities => 1 << 20,
        SearchHold.Messages => 2 << 20,
        SearchHold.HeaderRows => 8 << 20,
        _ => 12 << 20,
    };
}
