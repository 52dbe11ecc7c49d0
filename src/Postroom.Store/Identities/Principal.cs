namespace Postroom.Store;

/// <summary>Who acts: every call on the store names one, beside the account it acts on. Rights are computed from the two, in one place.</summary>
/// <param name="Account">The account that logged in; empty for <see cref="System"/>.</param>
public readonly record struct Principal(AccountId Account)
{
    /// <summary>The server itself (delivery, import, check): may do everything, everywhere.</summary>
    public static Principal System => default;

    /// <summary>Who proved nothing: may read what was shared with <see cref="AccountId.Anonymous"/>, and change nothing, whatever rights that was given.</summary>
    public static Principal Anonymous => new(AccountId.Anonymous);

    /// <summary>True for <see cref="Anonymous"/>.</summary>
    public bool IsAnonymous => Account == AccountId.Anonymous;

    /// <summary>True for <see cref="System"/>.</summary>
    public bool IsSystem => Account.IsEmpty;
}
