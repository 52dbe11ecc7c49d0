namespace Postroom.Store;

/// <summary>Stands for an <see cref="EmailId"/> inside one account: what entries, derived rows and message bytes are keyed by.</summary>
/// <remarks>1 and up, in order of arrival; never given out twice within an account; 0 is none.</remarks>
public readonly record struct EmailKey(long Value);
