using System.Text;

namespace LoadGenerator;

/// <summary>How the cost of a command grows: small charts, both axes logarithmic, as one SVG without scripts or fonts of its own.</summary>
internal static class Plot
{
    private const int Width = 300, Height = 210, Left = 52, Top = 34, PlotWidth = 230, PlotHeight = 130, Columns = 3;

    private static readonly (string Server, string Name, string Colour)[] Servers =
    [
        ("postroom", "Postroom", "#d1495b"), ("dovecot-maildir", "Dovecot Maildir", "#8d99ae"), ("dovecot-mdbox", "Dovecot mdbox", "#30638e"), ("cyrus", "Cyrus", "#4f9d69"),
    ];

    private static readonly (string Title, string Prefix, string Axis)[] Charts =
    [
        ("SELECT", "select-", "messages"), ("FETCH 1:* FLAGS", "fetch-flags-", "messages"), ("FETCH of one body", "fetch-body-", "messages"),
        ("STORE of one message", "store-one-", "messages"), ("SEARCH FLAGGED", "search-flag-", "messages"), ("SEARCH FROM", "search-from-", "messages"),
        ("FETCH of one body", "clients-fetch-", "clients"), ("APPEND of 4 KB", "append-4k-", "clients"),
    ];

    /// <summary>Milliseconds a command (median) over what its row's name ends with.</summary>
    public static string Draw(Results results)
    {
        var svg = new StringBuilder();
        int rows = (Charts.Length + Columns - 1) / Columns;
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width * Columns}\" height=\"{(Height * rows) + 30}\" font-family=\"sans-serif\" font-size=\"11\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        for (int i = 0; i < Charts.Length; i++)
        {
            svg.Append($"<g transform=\"translate({i % Columns * Width},{i / Columns * Height})\">\n");
            Chart(svg, results, Charts[i]);
            svg.Append("</g>\n");
        }
        for (int i = 0; i < Servers.Length; i++)
        {
            svg.Append($"<rect x=\"{Left + (i * 150)}\" y=\"{(Height * rows) + 8}\" width=\"12\" height=\"12\" fill=\"{Servers[i].Colour}\"/>");
            svg.Append($"<text x=\"{Left + (i * 150) + 18}\" y=\"{(Height * rows) + 18}\">{Servers[i].Name}</text>\n");
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static void Chart(StringBuilder svg, Results results, (string Title, string Prefix, string Axis) chart)
    {
        List<(string Colour, (double X, double Y)[] Points)> curves = [.. Servers.Select(server => (server.Colour, Points(results, chart.Prefix, server.Server)))];
        (double X, double Y)[] all = [.. curves.SelectMany(static curve => curve.Points)];
        svg.Append($"<text x=\"{Left}\" y=\"18\" font-weight=\"bold\">{chart.Title}</text><text x=\"{Left + PlotWidth}\" y=\"18\" text-anchor=\"end\" fill=\"#666\">ms over {chart.Axis}</text>\n");
        if (all.Length == 0)
            return;
        (double lowX, double highX) = (Math.Floor(Math.Log10(all.Min(static p => p.X))), Math.Ceiling(Math.Log10(all.Max(static p => p.X))));
        (double lowY, double highY) = (Math.Floor(Math.Log10(all.Min(static p => p.Y))), Math.Ceiling(Math.Log10(all.Max(static p => p.Y))));
        double X(double value) => Left + ((Math.Log10(value) - lowX) / Math.Max(1, highX - lowX) * PlotWidth);
        double Y(double value) => Top + PlotHeight - ((Math.Log10(value) - lowY) / Math.Max(1, highY - lowY) * PlotHeight);
        for (double decade = lowY; decade <= highY; decade++)
        {
            double y = Y(Math.Pow(10, decade));
            svg.Append($"<line x1=\"{Left}\" x2=\"{Left + PlotWidth}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\" stroke=\"#ddd\"/><text x=\"{Left - 5}\" y=\"{y + 4:0.#}\" text-anchor=\"end\" fill=\"#666\">{Math.Pow(10, decade):0.####}</text>\n");
        }
        foreach (double x in all.Select(static p => p.X).Distinct())
            svg.Append($"<text x=\"{X(x):0.#}\" y=\"{Top + PlotHeight + 16}\" text-anchor=\"middle\" fill=\"#666\">{(x >= 1e6 ? $"{x / 1e6:0}M" : x >= 1000 ? $"{x / 1000:0}k" : $"{x:0}")}</text>\n");
        foreach ((string colour, (double X, double Y)[] points) in curves)
        {
            if (points.Length == 0)
                continue;
            svg.Append($"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{string.Join(' ', points.Select(p => $"{X(p.X):0.#},{Y(p.Y):0.#}"))}\"/>\n");
            foreach ((double x, double y) in points)
                svg.Append($"<circle cx=\"{X(x):0.#}\" cy=\"{Y(y):0.#}\" r=\"3\" fill=\"{colour}\"/>\n");
        }
    }

    private static (double X, double Y)[] Points(Results results, string prefix, string server) =>
    [
        .. from line in results.Lines
           where line.Name.StartsWith(prefix, StringComparison.Ordinal)
           let x = double.TryParse(line.Name.AsSpan(prefix.Length), out double number) ? number : 0
           let sample = results.Median(line.Name, server)
           where x > 0 && sample is { P50: > 0 }
           orderby x
           select (x, sample.P50),
    ];
}
