namespace Postroom.Testing.Transcripts;

/// <summary>One thing to do or to await, with the line of the script that says so.</summary>
internal abstract record Step(int Line, int Connection);

/// <summary>Octets for the server: Latin-1, names still in braces where <paramref name="IsTemplate"/> says so.</summary>
/// <param name="Tag">The tag, if a command begins here.</param>
/// <param name="MustSucceed">No answer is written and the script goes on at once: the answer may come at any time, and must be OK.</param>
internal sealed record SendStep(int Line, int Connection, string Text, bool IsTemplate, string? Tag, bool MustSucceed) : Step(Line, Connection);

/// <summary>The server's leave to send a literal that the script does not write as a line of its own.</summary>
internal sealed record AwaitContinuationStep(int Line, int Connection) : Step(Line, Connection);

/// <summary>Replies that belong together: in any order, up to the ones that end the group.</summary>
/// <param name="AllowsOthers">A line says <c>...</c>.</param>
internal sealed record ExpectStep(int Line, int Connection, IReadOnlyList<Expectation> Expectations, bool AllowsOthers) : Step(Line, Connection);

/// <summary>The client side of a TLS handshake, on the connection that asked for it.</summary>
internal sealed record StartTlsStep(int Line, int Connection) : Step(Line, Connection);

/// <summary>The client hangs up without a word.</summary>
internal sealed record HangUpStep(int Line, int Connection) : Step(Line, Connection);

/// <summary>The server's clock goes on.</summary>
internal sealed record ClockStep(int Line, TimeSpan By) : Step(Line, 0);
