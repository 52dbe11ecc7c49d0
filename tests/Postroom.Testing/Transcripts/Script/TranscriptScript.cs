namespace Postroom.Testing.Transcripts;

/// <summary>A script that was read: what is given, and what happens then.</summary>
internal sealed class TranscriptScript
{
    private TranscriptScript(string text, IReadOnlyList<Given> givens, IReadOnlyList<Step> steps, IReadOnlySet<int> greeted)
    {
        Text = text;
        Givens = givens;
        Steps = steps;
        GreetedConnections = greeted;
    }

    public string Text { get; }

    public IReadOnlyList<Given> Givens { get; }

    public IReadOnlyList<Step> Steps { get; }

    /// <summary>Connections of which the server is heard first: they begin at the greeting, and nobody logs in for them.</summary>
    public IReadOnlySet<int> GreetedConnections { get; }

    /// <exception cref="TranscriptScriptException">It does not follow docs/transcripts.md.</exception>
    public static TranscriptScript Read(string text)
    {
        List<ScriptLine> lines = ScriptLine.Read(text);
        int given = lines.TakeWhile(l => l.Kind is LineKind.Given or LineKind.GivenData).Count();
        List<ScriptLine> said = lines[given..];
        if (said.Find(l => l.Kind == LineKind.Given) is { } late)
            throw new TranscriptScriptException(late.Number, "what is GIVEN stands before everything else");
        if (!said.Exists(l => l.Kind is LineKind.Client or LineKind.Server))
            throw new TranscriptScriptException(1, "nobody says anything");
        IReadOnlyList<Given> givens = GivenParser.Parse(lines[..given]);
        return new TranscriptScript(text, givens, new StepBuilder(said).Build(), Greeted(said));
    }

    private static HashSet<int> Greeted(List<ScriptLine> said)
    {
        var heard = new HashSet<int>();
        var greeted = new HashSet<int>();
        foreach (ScriptLine line in said.Where(l => l.Kind is LineKind.Client or LineKind.Server))
        {
            if (heard.Add(line.Connection) && line.Kind == LineKind.Server)
                greeted.Add(line.Connection);
        }

        return greeted;
    }
}
