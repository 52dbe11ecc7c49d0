namespace Postroom.Server;

/// <summary>A command line to run inside the server.</summary>
internal sealed record ControlRequest(IReadOnlyList<string> Arguments, string WorkingDirectory, bool IsTerminal, string? Password);
