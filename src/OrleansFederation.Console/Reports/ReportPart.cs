namespace OrleansFederation.Reports;

/// <summary>A part of a report, which each form writes in its own way.</summary>
internal abstract record ReportPart;

/// <summary>A heading.</summary>
/// <param name="Text">The heading.</param>
/// <param name="IsTitle">Whether it is of the whole report.</param>
internal sealed record HeadingPart(string Text, bool IsTitle = false) : ReportPart;

/// <summary>A paragraph.</summary>
/// <param name="Text">The paragraph.</param>
internal sealed record TextPart(string Text) : ReportPart;

/// <summary>A table; its first column names the rows.</summary>
/// <param name="Columns">The headings.</param>
/// <param name="Rows">The cells, as many in each row as there are headings.</param>
internal sealed record TablePart(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : ReportPart;

/// <summary>A drawing.</summary>
/// <param name="Name">Its name: letters, digits and dashes.</param>
/// <param name="Caption">What it shows.</param>
/// <param name="Svg">The drawing.</param>
internal sealed record ChartPart(string Name, string Caption, string Svg) : ReportPart;
