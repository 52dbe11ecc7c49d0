using Postroom.Imap;
using Postroom.Store.Codecs;

namespace Postroom.Store.Tests.Codecs;

/// <summary>A mailbox's row: what no commit of today writes must be kept too.</summary>
public sealed class MailboxCodecTests
{
    private static readonly MailboxInfo Plain = new()
    {
        Id = MailboxId.New(),
        Key = new MailboxKey(7),
        Name = MailboxName.Parse("a"),
        UidValidity = new UidValidity(9),
        Messages = 3,
        Unseen = 2,
        FirstUnseen = 2,
    };

    [Theory]
    [InlineData(MailboxKind.Stored)]
    [InlineData(MailboxKind.View)]
    public void The_kind_survives(MailboxKind kind) => Assert.Equal(kind, Again(Plain with { Kind = kind }).Kind);

    [Fact]
    public void Principals_and_their_counters_survive()
    {
        MailboxPrincipal[] principals =
        [
            new(AccountId.New(), 3, Right.Lookup | Right.Read, 100, 120, 1, 2),
            new(AccountId.New(), 5, Right.Owner, 110, 110, 0, 1),
        ];
        MailboxInfo read = Again(Plain with { Principals = principals, LastPrincipal = 6, PrivateFlags = FlagBits.Seen | FlagBits.Draft });
        Assert.Equal(principals, read.Principals);
        Assert.Equal((6, FlagBits.Seen | FlagBits.Draft, 2L), (read.LastPrincipal, read.PrivateFlags, read.FirstUnseen));
    }

    [Fact]
    public void A_row_written_before_there_were_kinds_and_principals_is_read()
    {
        ReadOnlySpan<byte> row = MailboxCodec.Write(Plain).Span;
        MailboxInfo read = MailboxCodec.Read(Plain.Key, row[..^5], 0); // kind, first unseen, policy, last principal, number of principals
        Assert.Equal((MailboxKind.Stored, FlagBits.Seen, 1L, 0), (read.Kind, read.PrivateFlags, read.FirstUnseen, read.Principals.Count));
        Assert.Equal((3, 2), (read.Messages, read.Unseen));
    }

    [Fact]
    public void A_kind_of_a_later_program_is_refused()
    {
        byte[] row = MailboxCodec.Write(Plain).ToArray();
        row[^5] = 9;
        Assert.Throws<InvalidDataException>(() => MailboxCodec.Read(Plain.Key, row, 0));
    }

    private static MailboxInfo Again(MailboxInfo info) => MailboxCodec.Read(info.Key, MailboxCodec.Write(info).Span, 0);
}
