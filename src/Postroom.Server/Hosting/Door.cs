using System.Net;

namespace Postroom.Server;

/// <summary>A protocol that the host serves, and where.</summary>
/// <param name="Name">Such as <c>IMAP</c> or <c>IMAP (TLS)</c>.</param>
/// <param name="Key">Its setting, such as <c>Imap:Listen</c>: what run/listening.json calls it.</param>
/// <param name="IsTls">TLS from the first octet.</param>
/// <param name="EndPoints">The addresses that were taken, with the ports that were picked for 0.</param>
public sealed record Door(string Name, string Key, bool IsTls, IReadOnlyList<IPEndPoint> EndPoints);
