using Postroom.Imap;
using Postroom.Store.Engine;
using Postroom.Store.State;
using Postroom.Store.Writing;

namespace Postroom.Store.Tests.Writing;

/// <summary>What an account begins with: the cases that the contract cannot bring about (INVARIANTS 2).</summary>
public sealed class AccountBeginningTests
{
    private static readonly AccountMarks Marks = new(Generation: 4, Sequence: 900, ModSeq: 500_000, UidValidity: 7_000, Uid: 0);

    [Theory]
    [InlineData(uint.MaxValue - 1000, 0)] // of its own
    [InlineData(10, uint.MaxValue)] // given out since the copy
    public void A_copied_back_mailbox_with_few_uids_left_becomes_another_with_its_name_and_messages(long uidNext, long givenOut)
    {
        AccountState stored = Stored(uidNext);
        AccountState begun = AccountBeginning.Begin(stored, 899, mayHaveLostWrites: false, Marks with { Uid = givenOut });
        MailboxInfo inbox = begun.Mailboxes.Find(MailboxName.Inbox)!;
        Assert.Equal((stored.Mailboxes[0].Key, stored.Mailboxes[0].UidNext, 7_001u), (inbox.Key, inbox.UidNext, inbox.UidValidity.Value));
        Assert.NotEqual(stored.Mailboxes[0].Id, inbox.Id); // RFC 8474 §4
        Assert.Equal((7_001, 5), (begun.Counters.UidValidity, begun.Counters.Generation));
        Assert.Empty(AccountBeginning.Gaps(stored, begun, DateTimeOffset.UnixEpoch));
    }

    [Theory]
    [InlineData(0, 10 + (1L << 20))]
    [InlineData(1L << 20, 10 + (1L << 20))]
    [InlineData(5L << 20, (5L << 20) + 1)]
    [InlineData(uint.MaxValue - 1, uint.MaxValue)]
    public void It_begins_above_every_uid_given_out_and_at_least_a_step_on(long givenOut, long expected)
    {
        AccountState begun = AccountBeginning.Begin(Stored(uidNext: 10), 899, mayHaveLostWrites: false, Marks with { Uid = givenOut });
        Assert.Equal(expected, begun.Mailboxes[0].UidNext);
    }

    [Fact]
    public void It_begins_above_the_marks_and_tells_one_gap_for_each_mailbox()
    {
        AccountState stored = Stored(uidNext: 10);
        AccountState begun = AccountBeginning.Begin(stored, 899, mayHaveLostWrites: false, Marks);
        Assert.Equal(500_001, begun.Counters.ModSeq);
        Assert.True(begun.Counters.ModSeqCeiling >= begun.Counters.ModSeq);
        Assert.Equal((10 + (1L << 20), 500_001), (begun.Mailboxes[0].UidNext, begun.Mailboxes[0].HighestModSeq));
        Assert.Equal(new RowKey(1, 500_001), Assert.Single(AccountBeginning.Gaps(stored, begun, DateTimeOffset.UnixEpoch)).Key);
    }

    [Theory]
    [InlineData(4, 900)]
    [InlineData(4, 5_000)]
    [InlineData(5, 3)]
    public void What_is_not_below_the_marks_stays(long generation, long sequence)
    {
        AccountState stored = Stored(uidNext: 10);
        stored = stored with { Counters = stored.Counters with { Generation = generation } };
        Assert.Same(stored, AccountBeginning.Begin(stored, sequence, mayHaveLostWrites: false, Marks));
    }

    private static AccountState Stored(long uidNext)
    {
        AccountState state = AccountBeginning.Begin(null, 0, mayHaveLostWrites: false, default);
        return state with
        {
            Counters = state.Counters with { UidValidity = 6_000, Generation = 4 },
            Mailboxes = MailboxList.From([state.Mailboxes[0] with { UidNext = uidNext }]),
        };
    }
}
