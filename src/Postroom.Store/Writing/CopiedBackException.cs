namespace Postroom.Store.Writing;

/// <summary>Told to <see cref="StoreOptions.Report"/>, never thrown: an account's storage is older than what was given out, and the account moved on.</summary>
internal sealed class CopiedBackException(string message) : Exception(message);
