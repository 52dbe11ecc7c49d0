namespace Postroom.Security;

/// <summary>How failed logins are slowed down.</summary>
public sealed record LoginThrottleOptions
{
    /// <summary>The first failure's price. 2 s: a person who mistyped hardly notices.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>It doubles up to this. 15 s: clients give up at 30 s, so the owner always gets in.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long without a failure until all is forgiven.</summary>
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Addresses and accounts remembered (about 100 octets each); the longest unused go first.</summary>
    public int MaxEntries { get; init; } = 100_000;
}
