namespace Postroom.Store.State;

/// <summary>What the one row of the Account table holds.</summary>
internal sealed record AccountCounters
{
    /// <summary>The last MODSEQ given out.</summary>
    internal long ModSeq { get; init; }

    /// <summary>MODSEQs up to here may be given out by commits that are not synced; after a lost write numbering goes on above it (INVARIANTS 1).</summary>
    internal long ModSeqCeiling { get; init; }

    /// <summary>Every message and mailbox has at least this MODSEQ, whatever its row says (INVARIANTS 1).</summary>
    internal long ModSeqFloor { get; init; }

    /// <summary>The last UIDVALIDITY given out. UIDVALIDITY, UID and keys are given out by synced commits only: their rows are the truth after any stop.</summary>
    internal long UidValidity { get; init; }

    /// <summary>The last <see cref="EmailKey"/> given out.</summary>
    internal long Email { get; init; }

    /// <summary>The last <see cref="MailboxKey"/> given out.</summary>
    internal long Mailbox { get; init; }

    /// <summary>How often the account has moved on because its storage was copied back from earlier (INVARIANTS 2).</summary>
    internal long Generation { get; init; }

    /// <summary>Octets allowed; null is no limit.</summary>
    internal long? StorageLimit { get; init; }

    /// <summary>Messages allowed; null is no limit.</summary>
    internal long? MessagesLimit { get; init; }
}
