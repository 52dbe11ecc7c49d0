using System.Buffers;
using Postroom.Store.Engine;

namespace Postroom.Store;

/// <summary>A chunk being searched: its columns, and the rows and bytes that conditions ask for, read once each.</summary>
public sealed class SearchChunk : IDisposable
{
    private const int MaxHeaderOctets = 1 << 20;
    private readonly Mailbox _mailbox;
    private readonly ArrayBufferWriter<byte> _blob = new();
    private Rows? _derived;
    private Rows? _headers;

    internal SearchChunk(Mailbox mailbox, MailboxSnapshot snapshot, MessageChunk messages) =>
        (_mailbox, Snapshot, Messages) = (mailbox, snapshot, messages);

    /// <summary>The mailbox as it is searched.</summary>
    public MailboxSnapshot Snapshot { get; }

    /// <summary>The messages, by place.</summary>
    public MessageChunk Messages { get; }

    /// <summary>The derived row of a message; empty when it has none. Load first.</summary>
    public ReadOnlyMemory<byte> Derived(int index) => _derived!.Of(Messages.Columns.Emails[index]);

    /// <summary>The header row of a message; empty when it has none. Load first.</summary>
    public ReadOnlyMemory<byte> Header(int index) => _headers!.Of(Messages.Columns.Emails[index]);

    /// <summary>False when the header is too large for its row: then <see cref="ReadHeaderAsync"/>.</summary>
    public bool IsHeaderKept(int index)
    {
        ReadOnlySpan<byte> row = Header(index).Span;
        return row.IsEmpty || new HeaderBlock(row).IsKept;
    }

    /// <summary>Reads the derived rows of <paramref name="wanted"/> that are not here yet.</summary>
    public async ValueTask LoadDerivedAsync(ChunkMask wanted, CancellationToken cancellationToken)
    {
        _derived ??= new Rows();
        await _derived.LoadAsync(Missing(_derived, wanted), _mailbox.ReadDerivedAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the header rows of <paramref name="wanted"/> that are not here yet.</summary>
    public async ValueTask LoadHeadersAsync(ChunkMask wanted, CancellationToken cancellationToken)
    {
        _headers ??= new Rows();
        await _headers.LoadAsync(Missing(_headers, wanted), _mailbox.ReadHeadersAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A header from the message itself: its first MiB.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadHeaderAsync(int index, CancellationToken cancellationToken)
    {
        long length = new HeaderBlock(Header(index).Span).Length;
        return await ReadBlobAsync(index, 0, (int)Math.Min(length, MaxHeaderOctets), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Octets of a message: good until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadBlobAsync(int index, long offset, int length, CancellationToken cancellationToken)
    {
        _blob.ResetWrittenCount();
        await _mailbox.ReadBlobAsync(new EmailKey(Messages.Columns.Emails[index]), offset, length, _blob, cancellationToken).ConfigureAwait(false);
        return _blob.WrittenMemory;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _derived?.Dispose();
        _headers?.Dispose();
    }

    private EmailKey[] Missing(Rows rows, ChunkMask wanted)
    {
        var missing = new List<EmailKey>(wanted.Count);
        for (int i = wanted.Next(0); i < Messages.Count; i = wanted.Next(i + 1))
        {
            if (rows.Asked.Add(Messages.Columns.Emails[i]))
            {
                missing.Add(new EmailKey(Messages.Columns.Emails[i]));
            }
        }

        return [.. missing];
    }

    private sealed class Rows : IDisposable
    {
        private readonly List<RowSet> _sets = [];
        private readonly Dictionary<long, (RowSet Set, int Index)> _found = [];

        public HashSet<long> Asked { get; } = [];

        public ReadOnlyMemory<byte> Of(long email) => _found.TryGetValue(email, out (RowSet Set, int Index) row) ? row.Set.Value(row.Index) : default;

        public async ValueTask LoadAsync(
            EmailKey[] keys, Func<ReadOnlyMemory<EmailKey>, CancellationToken, ValueTask<RowSet>> read, CancellationToken cancellationToken)
        {
            if (keys.Length == 0)
            {
                return;
            }

            RowSet set = await read(keys, cancellationToken).ConfigureAwait(false);
            _sets.Add(set);
            for (int i = 0; i < set.Count; i++)
            {
                _found[set.Key(i).Major] = (set, i);
            }
        }

        public void Dispose()
        {
            foreach (RowSet set in _sets)
            {
                set.Dispose();
            }
        }
    }
}
