using System.Xml;
using System.Xml.Linq;
using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Fixtures;
using OrleansFederation.Reports;
using OrleansFederation.Rounds;

namespace OrleansFederation.Console;

public sealed class ReportTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void The_HTML_is_well_formed_needs_nothing_else_and_has_every_drawing(int classes)
    {
        var document = Html(Parts(classes));

        Assert.DoesNotContain(document.Descendants(), element => element.Name.LocalName is "script" or "link" or "img" or "iframe");
        Assert.DoesNotContain(document.Descendants().Attributes(), attribute => attribute.Name.LocalName is "href" or "src" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.Equal(
            ["sites-title", "learning-title", "loss-title", "roc-title", "precision-recall-title", "reliability-title"],
            document.Descendants(Svg + "title").Attributes("id").Select(id => id.Value));
    }

    [Fact]
    public void Every_drawing_says_what_it_is_and_follows_light_and_dark()
    {
        foreach (var chart in Parts().OfType<ChartPart>())
        {
            var drawing = XDocument.Parse(chart.Svg).Root!;

            Assert.Equal("img", drawing.Attribute("role")!.Value);
            string[] named = [.. drawing.Elements().Where(element => element.Name.LocalName is "title" or "desc").Select(element => element.Attribute("id")!.Value)];
            Assert.Equal(named, drawing.Attribute("aria-labelledby")!.Value.Split(' '));
            Assert.All(drawing.Elements().Take(2), element => Assert.NotEmpty(element.Value));
            Assert.Contains("prefers-color-scheme:dark", drawing.Element(Svg + "style")!.Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Everything_drawn_lies_within_the_drawing()
    {
        foreach (var chart in Parts(classes: 4).OfType<ChartPart>())
        {
            var drawing = XDocument.Parse(chart.Svg).Root!;
            double[] box = [.. drawing.Attribute("viewBox")!.Value.Split(' ').Select(XmlConvert.ToDouble)];
            var places = drawing.Descendants(Svg + "polyline").SelectMany(curve => curve.Attribute("points")!.Value.Split(' ')).Select(point => point.Split(','))
                .Select(point => (X: XmlConvert.ToDouble(point[0]), Y: XmlConvert.ToDouble(point[1])))
                .Concat(drawing.Descendants(Svg + "rect").Select(rectangle => (X: Number(rectangle, "x") + Number(rectangle, "width"), Y: Number(rectangle, "y") + Number(rectangle, "height"))))
                .Concat(drawing.Descendants(Svg + "text").Select(text => (X: Number(text, "x"), Y: Number(text, "y"))));

            Assert.All(places, place => Assert.True(place.X >= 0 && place.X <= box[2] && place.Y >= 0 && place.Y <= box[3], $"{chart.Name}: {place}"));
        }
    }

    [Fact]
    public void The_drawn_ROC_is_the_one_of_the_counts()
    {
        var roc = XDocument.Parse(Parts().OfType<ChartPart>().Single(chart => chart.Name == "roc").Svg).Root!;
        var plane = roc.Descendants(Svg + "rect").First();
        var curve = roc.Descendants(Svg + "polyline").First().Attribute("points")!.Value.Split(' ').Select(point => point.Split(','))
            .Select(point => ((XmlConvert.ToDouble(point[0]) - Number(plane, "x")) / Number(plane, "width"), 1 - (XmlConvert.ToDouble(point[1]) - Number(plane, "y")) / Number(plane, "height"))).ToArray();

        var area = curve.Zip(curve.Skip(1), (a, b) => (b.Item1 - a.Item1) * (a.Item2 + b.Item2) / 2).Sum();

        Assert.Equal(ReportSamples.Data().Last!.Central!.Figures!.Auroc!.Value, area, 0.005);
    }

    [Fact]
    public void What_would_be_markup_stays_text()
    {
        var document = Html(Parts());
        var markdown = MarkdownReport.Write(Parts(), chart => chart.Name);

        Assert.Contains(document.Descendants("p"), paragraph => paragraph.Value == ReportSamples.Markup);
        Assert.DoesNotContain("<script", markdown, StringComparison.Ordinal);
        Assert.Contains(@"&amp; \| \`more\`", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_federation_gives_the_same_report() =>
        Assert.Equal(HtmlReport.Write("digits", Parts()), HtmlReport.Write("digits", Parts()));

    [Fact]
    public void The_Markdown_has_the_tables_of_the_HTML_and_its_drawings_beside_it()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "my report.md");

        var written = ReportCommand.Write(path, "digits", Parts());

        string[] lines = File.ReadAllLines(path);
        var rows = lines.Where(line => line.StartsWith('|') && !line.StartsWith("| ---", StringComparison.Ordinal)).Select(line => line.Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|') - 1);
        Assert.Equal(Html(Parts()).Descendants("tr").Select(row => row.Elements().Count()), rows);
        string[] drawings = [.. lines.Where(line => line.StartsWith("![", StringComparison.Ordinal)).Select(line => Uri.UnescapeDataString(line[(line.LastIndexOf('(') + 1)..^1]))];
        Assert.Equal(written.Skip(1).Select(Path.GetFileName), drawings);
        Assert.All(drawings, drawing => XDocument.Load(Path.Combine(folder.Path, drawing)));
    }

    [Fact]
    public void A_verdict_stands_beside_each_comparison()
    {
        var table = Parts().OfType<TablePart>().Single(part => part.Columns.Contains("federated is"));

        Assert.Equal(["better"], table.Rows.Skip(1).Select(row => row[2]));
    }

    [Fact]
    public void A_federation_before_its_first_round_has_a_report()
    {
        var data = ReportSamples.Data() with { Rounds = [], Last = null };

        Assert.Contains(ReportContent.Of(data), part => part is TextPart { Text: "No round is committed yet." });
    }

    [Fact]
    public void Rounds_recorded_before_there_were_such_figures_have_a_report()
    {
        RoundReport[] rounds = [Samples.Round(1), Samples.Round(2, accuracy: 0.75)];

        ReportPart[] parts = [.. ReportContent.Of(ReportSamples.Data() with { Rounds = rounds, Last = rounds[1] })];

        Assert.Contains(parts.OfType<TablePart>(), table => table.Rows.Any(row => row[0] == "accuracy" && row[1] == "0.750 (0.722 to 0.776)"));
        Assert.Equal(["learning", "loss"], parts.OfType<ChartPart>().Select(chart => chart.Name));
    }

    [Fact]
    public void A_regression_has_its_own_figures()
    {
        var metrics = new Metrics(100, 400, null) { Tallies = new() { LossSquareSum = 3_000, Regression = new(100, 150, 5, 1_000) } };
        var round = Samples.Round(1) with { Central = metrics with { Figures = EvaluationSummary.Of(metrics) }, Federated = null };

        var table = ReportContent.Of(ReportSamples.Data() with { Rounds = [round], Last = round }).OfType<TablePart>().First(part => part.Columns[0] == "figure");

        Assert.Equal(["MAE", "RMSE", "R²"], table.Rows.Select(row => row[0]));
        Assert.StartsWith("2.000 (", table.Rows[1][1], StringComparison.Ordinal);
        Assert.Equal("0.600", table.Rows[2][1]);
    }

    [Fact]
    public async Task A_file_of_no_known_form_is_refused_before_anything_is_opened()
    {
        var ran = await CommandLine.RunAsync("report", "digits", "--out", "digits.pdf");

        Assert.Equal(ExitCodes.Usage, ran.ExitCode);
        Assert.Contains(".html or .md", ran.Error, StringComparison.Ordinal);
    }

    private static ReportPart[] Parts(int classes = 2) => [.. ReportContent.Of(ReportSamples.Data(classes))];

    private static XDocument Html(IEnumerable<ReportPart> parts)
    {
        using var reader = XmlReader.Create(new StringReader(HtmlReport.Write("digits", parts)), new() { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }

    private static double Number(XElement element, string attribute) => XmlConvert.ToDouble(element.Attribute(attribute)!.Value);
}
