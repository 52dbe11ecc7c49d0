using System.Buffers;
using Postroom.Imap;
using Postroom.Store;

namespace Postroom.Server;

/// <summary>The messages that a mailbox held when an import began, by size and INTERNALDATE: finds those that an interrupted run had brought already.</summary>
internal sealed class MailboxIndex : IAsyncDisposable
{
    private const int PieceOctets = 64 * 1024;
    private readonly Mailbox _mailbox;
    private readonly Dictionary<(long Size, long Date, short Zone), List<(uint Uid, EmailKey Email)>> _messages = [];

    private MailboxIndex(Mailbox mailbox)
    {
        _mailbox = mailbox;
        Id = mailbox.Info.Id;
        foreach (MessageChunk chunk in mailbox.Snapshot.Chunks)
        {
            ChunkColumns columns = chunk.Columns;
            for (int i = 0; i < columns.Count; i++)
            {
                (long Size, long Date, short Zone) key = (columns.Sizes[i], columns.InternalDates[i], columns.ZoneMinutes[i]);
                if (!_messages.TryGetValue(key, out List<(uint Uid, EmailKey Email)>? alike))
                {
                    _messages.Add(key, alike = []);
                }

                alike.Add((columns.Uids[i], new EmailKey(columns.Emails[i])));
            }
        }
    }

    public MailboxId Id { get; }

    public static async Task<MailboxIndex> LoadAsync(MailAccount account, MailboxName name, CancellationToken cancellationToken)
    {
        MailboxInfo? info = account.Mailboxes.Find(name);
        Mailbox? mailbox = info is null ? null : await account.OpenMailboxAsync(info.Id, cancellationToken);
        return new MailboxIndex(mailbox ?? throw new ConfigurationException($"The mailbox '{name}' was removed while the import ran; run it again."));
    }

    /// <summary>The message that is octet for octet <paramref name="staged"/> with this INTERNALDATE and that no line of the journal claims; null when there is none.</summary>
    public async ValueTask<Uid?> FindAsync(StagedMessage staged, InternalDate date, ImportJournal journal, CancellationToken cancellationToken)
    {
        var key = (staged.Length, date.Value.ToUnixTimeSeconds(), (short)date.Value.Offset.TotalMinutes);
        if (_messages.TryGetValue(key, out List<(uint Uid, EmailKey Email)>? alike))
        {
            foreach ((uint uid, EmailKey email) in alike)
            {
                if (!journal.IsClaimed(Id.ToString(), uid) && await IsSameAsync(staged, email, cancellationToken))
                {
                    return new Uid(uid);
                }
            }
        }

        return null;
    }

    public ValueTask DisposeAsync() => _mailbox.DisposeAsync();

    private async ValueTask<bool> IsSameAsync(StagedMessage staged, EmailKey email, CancellationToken cancellationToken)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceOctets);
        var stored = new ArrayBufferWriter<byte>(PieceOctets);
        try
        {
            for (long at = 0; at < staged.Length;)
            {
                stored.ResetWrittenCount();
                int wanted = (int)Math.Min(PieceOctets, staged.Length - at);
                int read = await staged.Bytes.ReadAsync(at, piece.AsMemory(0, wanted), cancellationToken);
                int there = await _mailbox.ReadBlobAsync(email, at, read, stored, cancellationToken);
                if (read == 0 || there != read || !stored.WrittenSpan.SequenceEqual(piece.AsSpan(0, read)))
                {
                    return false;
                }

                at += read;
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
