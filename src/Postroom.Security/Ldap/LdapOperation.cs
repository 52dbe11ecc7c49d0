namespace Postroom.Security;

/// <summary>The operations' application tags (RFC 4511 §4.2 to §4.14).</summary>
internal enum LdapOperation
{
    BindRequest = 0,
    BindResponse = 1,
    UnbindRequest = 2,
    SearchRequest = 3,
    SearchResultEntry = 4,
    SearchResultDone = 5,
    SearchResultReference = 19,
    ExtendedRequest = 23,
    ExtendedResponse = 24,
    IntermediateResponse = 25,
}
