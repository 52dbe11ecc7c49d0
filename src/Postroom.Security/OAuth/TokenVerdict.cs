namespace Postroom.Security;

/// <summary>What became of an access token.</summary>
/// <param name="Account">Whose it is, as the token has it; null when it is refused.</param>
/// <param name="Why">The reason, for the log; never shown to the client.</param>
/// <param name="LacksScope">True if that is all that is wrong with it.</param>
public sealed record TokenVerdict(string? Account, string? Why = null, bool LacksScope = false)
{
    /// <summary>It is not good.</summary>
    public static TokenVerdict Refused(string why) => new(null, why);
}
