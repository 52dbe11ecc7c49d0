using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>NAMESPACE (RFC 2342).</summary>
public sealed class NamespaceTranscripts
{
    /// <summary>RFC 2342 §5, example 5.1.</summary>
    [Theory, EveryStore]
    public Task One_personal_namespace(TestStore store) => Transcript.RunAsync(store, """
        C: A001 NAMESPACE
        S: * NAMESPACE (("" "/")) NIL NIL
        S: A001 OK NAMESPACE command completed
        """);

    /// <summary>RFC 2342 §5, example 5.6, in the one namespace there is.</summary>
    [Theory, EveryStore]
    public Task Mailboxes_are_made_under_its_prefix(TestStore store) => Transcript.RunAsync(store, """
        C: A001 NAMESPACE
        S: * NAMESPACE (("" "/")) ...
        S: A001 OK NAMESPACE command completed
        C: A002 CREATE "Sent Mail"
        S: A002 OK CREATE command completed
        C: A003 CREATE "Delete Items"
        S: A003 OK CREATE command completed
        C: A004 LIST "" %
        S: * LIST (...) "/" INBOX
        S: * LIST (...) "/" "Sent Mail"
        S: * LIST (...) "/" "Delete Items"
        S: A004 OK
        """);
}
