namespace LoadGenerator;

/// <summary>What a command was answered, counted: enough to tell a wrong answer from a right one without keeping any of it.</summary>
internal struct Answer
{
    /// <summary>Untagged FETCH answers.</summary>
    public int Fetches;

    /// <summary>Untagged EXPUNGE answers.</summary>
    public int Expunges;

    /// <summary>UIDs in VANISHED answers.</summary>
    public int Vanished;

    /// <summary>Untagged answers of every other kind.</summary>
    public int Others;

    /// <summary>Numbers in SEARCH answers.</summary>
    public int Hits;

    /// <summary>The number of the last EXISTS, or -1.</summary>
    public int Exists;

    /// <summary>Sum of MESSAGES in STATUS answers.</summary>
    public long Messages;

    /// <summary>Octets of literals.</summary>
    public long Literals;

    /// <summary>BYE is right.</summary>
    public bool IsLeaving;

    /// <summary>Octets in all.</summary>
    public long Octets;

    /// <summary>Fails the run unless the answer was the one that is right.</summary>
    public readonly Answer Expect(int? fetches = null, int? hits = null, long? literals = null, int? expunges = null, int? exists = null, int? others = null, long? messages = null)
    {
        Check(fetches ?? Fetches, Fetches, "FETCH answers");
        Check(hits ?? Hits, Hits, "messages found");
        Check(literals ?? Literals, Literals, "octets in literals");
        Check(expunges ?? Expunges, Expunges, "EXPUNGE answers");
        Check(exists ?? Exists, Exists, "EXISTS");
        Check(others ?? Others, Others, "answers");
        Check(messages ?? Messages, Messages, "messages in STATUS answers");
        return this;
    }

    /// <summary>Fails the run if the answer was too short for what it must tell.</summary>
    public readonly Answer ExpectOctets(long atLeast) =>
        Octets >= atLeast ? this : throw new WrongAnswerException($"{Octets} octets, but what was asked for has {atLeast}");

    private static void Check(long wanted, long got, string what)
    {
        if (wanted != got)
            throw new WrongAnswerException($"{got} {what}, but {wanted} are right");
    }
}

/// <summary>A server said something else than is right: the run is worth nothing.</summary>
internal sealed class WrongAnswerException(string message) : Exception(message);
