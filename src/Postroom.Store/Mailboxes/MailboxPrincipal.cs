namespace Postroom.Store;

/// <summary>What a mailbox's row tells of one principal besides the owner (INVARIANTS 13, 16).</summary>
/// <param name="Account">Who.</param>
/// <param name="Number">Stands for them in keys of the Overlay table; never given out twice within a mailbox.</param>
/// <param name="Rights">What they may do.</param>
/// <param name="Since">MODSEQ at which they were given rights: to them every message is at least as new, since private flags of an earlier time are gone.</param>
/// <param name="HighestModSeq">MODSEQ of the last change to their own flags.</param>
/// <param name="Seen">How many messages have \Seen of their own.</param>
/// <param name="FirstUnseen">UID of the first message without \Seen of their own; 0 when there is none.</param>
internal sealed record MailboxPrincipal(AccountId Account, int Number, Right Rights, long Since, long HighestModSeq, int Seen, long FirstUnseen);
