using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>The store's refusals in IMAP's words (RFC 5530, RFC 3501 §7.1).</summary>
internal static class RefusalCodes
{
    internal static ResponseCode? For(RefusalReason reason) => reason switch
    {
        RefusalReason.NonExistent => ResponseCode.NonExistent,
        RefusalReason.TryCreate => ResponseCode.TryCreate,
        RefusalReason.AlreadyExists => ResponseCode.AlreadyExists,
        RefusalReason.Cannot => ResponseCode.Cannot,
        RefusalReason.UseTaken => ResponseCode.UseAttr,
        RefusalReason.NoPermission => ResponseCode.NoPerm,
        RefusalReason.OverQuota => ResponseCode.OverQuota,
        RefusalReason.Limit => ResponseCode.Limit,
        RefusalReason.TooBig => ResponseCode.TooBig,
        RefusalReason.HasChildren => ResponseCode.HasChildren,
        RefusalReason.ExpungeIssued => ResponseCode.ExpungeIssued,
        RefusalReason.Busy => ResponseCode.InUse,
        RefusalReason.Unavailable or RefusalReason.UnknownOutcome => ResponseCode.Unavailable,
        RefusalReason.ServerBug => ResponseCode.ServerBug,
        _ => null,
    };
}
