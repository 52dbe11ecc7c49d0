namespace Postroom.Store;

/// <summary>Which rows <see cref="MailStore.DeriveAsync"/> makes again from messages' bytes.</summary>
public enum DerivationScope
{
    /// <summary>Those that are missing or cannot be read: without them a message cannot be shown.</summary>
    Missing,

    /// <summary>All; but what clients were told of a UID stays as it is (INVARIANTS 4): only what they do not see is replaced.</summary>
    Internals,

    /// <summary>All, and what clients see too; mailboxes with such messages get a new UIDVALIDITY.</summary>
    ClientVisible,
}

/// <summary>What a derivation found and did.</summary>
/// <param name="Read">Messages whose bytes were read and parsed.</param>
/// <param name="Made">Messages that had no rows, and have them now.</param>
/// <param name="Replaced">Messages whose rows were others before.</param>
/// <param name="Differing">Messages whose ENVELOPE, BODY or BODYSTRUCTURE would be another one today, and which show clients what they always showed.</param>
/// <param name="Renewed">Mailboxes that have a new UIDVALIDITY, because messages in them look different now.</param>
/// <param name="Findings">A sentence for each message that cannot be read.</param>
public sealed record DerivationResult(long Read, long Made, long Replaced, long Differing, int Renewed, IReadOnlyList<string> Findings);
