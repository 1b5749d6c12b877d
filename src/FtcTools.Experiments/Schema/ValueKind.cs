using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Yaml;
using FtcTools.Numerics;

namespace FtcTools.Experiments.Schema;

/// <summary>What a value of the experiment file may be: reads it, describes it and writes its JSON schema.</summary>
internal abstract partial record ValueKind
{
    /// <summary>What is valid, for people: `an integer of at least 3`.</summary>
    public abstract string Describe();

    /// <summary>The value; FTC0004 where it is not of this kind.</summary>
    public abstract object Parse(ScalarNode node);

    public abstract JsonObject JsonSchema();

    private FtcException Wrong(ScalarNode node, string? hint = null) =>
        node.Fail(Codes.InvalidValue, $"'{node.Text}' is not valid here; write {Describe()}{(hint is null ? "" : $" ({hint})")}.");

    // A number in quotes is a text: YAML files must not depend on which reader guesses what.
    private string PlainNumber(ScalarNode node, Regex pattern)
    {
        if (!node.Plain && pattern.IsMatch(node.Text)) throw Wrong(node, "without the quotes");
        if (Octal().IsMatch(node.Text)) throw Wrong(node, "without the leading zero, which some YAML readers take for octal");
        return node.Plain && pattern.IsMatch(node.Text) ? node.Text : throw Wrong(node);
    }

    [GeneratedRegex(@"^[-+]?0[0-9]")]
    private static partial Regex Octal();

    [GeneratedRegex(@"^[-+]?[0-9]+$")]
    private static partial Regex IntegerPattern();

    [GeneratedRegex(@"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$")]
    private static partial Regex NumberPattern();

    /// <summary>An int between two bounds, both valid.</summary>
    public sealed record Integer(int Least, int Most = int.MaxValue) : ValueKind
    {
        public override string Describe() => Most < int.MaxValue ? $"an integer from {Least} to {Most}" : $"an integer of at least {Least}";

        public override object Parse(ScalarNode node) =>
            int.TryParse(PlainNumber(node, IntegerPattern()), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                && value >= Least && value <= Most
                ? value
                : throw Wrong(node, $"the largest integer is {Most}");

        public override JsonObject JsonSchema() => new() { ["type"] = "integer", ["minimum"] = Least, ["maximum"] = Most };
    }

    /// <summary>A finite double of at least 0.</summary>
    public sealed record Number : ValueKind
    {
        public override string Describe() => "a number of at least 0 with a decimal point, such as 1e-6";

        public override object Parse(ScalarNode node)
        {
            var value = double.Parse(PlainNumber(node, NumberPattern()), NumberStyles.Float, CultureInfo.InvariantCulture);
            return double.IsFinite(value) && value >= 0 ? value : throw Wrong(node);
        }

        public override JsonObject JsonSchema() => new() { ["type"] = "number", ["minimum"] = 0 };
    }

    /// <summary>A double: an end of a box, which may be open.</summary>
    public sealed record End : ValueKind
    {
        private static readonly string[] s_open = ["inf", "+inf", "-inf", ".inf", "+.inf", "-.inf"];

        public override string Describe() => "a number, or -inf or inf for an open end";

        public override object Parse(ScalarNode node)
        {
            if (node.Plain && s_open.Contains(node.Text)) return node.Text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            var value = double.Parse(PlainNumber(node, NumberPattern()), NumberStyles.Float, CultureInfo.InvariantCulture);
            return double.IsFinite(value) ? value : throw Wrong(node);
        }

        public override JsonObject JsonSchema() =>
            new() { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "number" },
                new JsonObject { ["enum"] = new JsonArray([.. s_open.Select(open => (JsonNode)open)]) }) };
    }

    /// <summary>A finite double of at least 0, or a word.</summary>
    public sealed record NumberOr(string Word) : ValueKind
    {
        private static readonly Number s_number = new();

        public override string Describe() => $"{s_number.Describe()}, or {Word}";

        public override object Parse(ScalarNode node) => Word.Equals(node.Text, StringComparison.OrdinalIgnoreCase) ? Word
            : node.Plain && NumberPattern().IsMatch(node.Text) ? s_number.Parse(node) : throw Wrong(node);

        public override JsonObject JsonSchema() =>
            new() { ["anyOf"] = new JsonArray(s_number.JsonSchema(), new JsonObject { ["const"] = Word }) };
    }

    /// <summary>Any text that is not empty, as it stands.</summary>
    public sealed record Words(string Valid) : ValueKind
    {
        public override string Describe() => Valid;

        public override object Parse(ScalarNode node) => node.IsEmpty || node.Text.Length == 0 ? throw Wrong(node) : node.Text;

        public override JsonObject JsonSchema() => new() { ["type"] = new JsonArray("string", "number") };
    }

    /// <summary>A text that is a folder's name on every system.</summary>
    public sealed partial record FolderName : ValueKind
    {
        private const string Pattern = "^[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?$";

        public override string Describe() =>
            "a name of 1 to 100 letters a-z, digits, '.', '_' and '-' that starts with a letter or digit: it is the name of the results' folder";

        public override object Parse(ScalarNode node) =>
            Valid().IsMatch(node.Text) && !Device().IsMatch(node.Text) ? node.Text : throw Wrong(node);

        public override JsonObject JsonSchema() => new() { ["type"] = new JsonArray("string", "number"), ["pattern"] = Pattern };

        [GeneratedRegex(Pattern)]
        private static partial Regex Valid();

        [GeneratedRegex(@"^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
        private static partial Regex Device();
    }

    /// <summary>A text of a form.</summary>
    /// <param name="Valid">What is valid, for people.</param>
    /// <param name="Pattern">A regular expression for the whole text, which editors read in the JSON schema, too.</param>
    public sealed record Form(string Valid, string Pattern) : ValueKind
    {
        public override string Describe() => Valid;

        public override object Parse(ScalarNode node) => Regex.IsMatch(node.Text, Pattern) ? node.Text : throw Wrong(node);

        public override JsonObject JsonSchema() => new() { ["type"] = "string", ["pattern"] = Pattern };
    }

    /// <summary>One of some words, in any case; read as it is spelt here.</summary>
    public sealed record Choice(params string[] Names) : ValueKind
    {
        public override string Describe() => $"one of {string.Join(", ", Names)}";

        public override object Parse(ScalarNode node) =>
            Names.FirstOrDefault(name => name.Equals(node.Text, StringComparison.OrdinalIgnoreCase))
            ?? throw Wrong(node, Nearest.To(node.Text, Names) is { } near ? $"is '{near}' meant?" : null);

        public override JsonObject JsonSchema() => new() { ["enum"] = new JsonArray([.. Names.Select(name => (JsonNode)name)]) };
    }

    /// <summary>A TimeSpan: seconds, or a number with a unit.</summary>
    public sealed partial record Duration : ValueKind
    {
        public override string Describe() => "a time such as 90 (seconds), 90s, 5m, 1.5h or 00:05:00";

        public override object Parse(ScalarNode node)
        {
            var match = Pattern().Match(node.Text);
            if (match.Success && double.TryParse(match.Groups[1].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out var amount))
            {
                var seconds = amount * match.Groups[2].Value switch { "m" => 60, "h" => 3600, _ => 1 };
                if (seconds <= TimeSpan.MaxValue.TotalSeconds / 2) return TimeSpan.FromSeconds(seconds);
            }
            return Clock().IsMatch(node.Text) && TimeSpan.TryParseExact(node.Text, "c", CultureInfo.InvariantCulture, out var time) ? time
                : throw Wrong(node);
        }

        public override JsonObject JsonSchema() => new() { ["type"] = new JsonArray("string", "number"), ["minimum"] = 0 };

        [GeneratedRegex(@"^([0-9]+(?:\.[0-9]+)?)([smh]?)$")]
        private static partial Regex Pattern();

        [GeneratedRegex(@"^([0-9]+\.)?[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?$")]
        private static partial Regex Clock();
    }

    /// <summary>Bytes, as an Int64.</summary>
    public sealed record Memory : ValueKind
    {
        public override string Describe() => "an amount of memory such as 512MB, 1.5GB or bytes";

        public override object Parse(ScalarNode node) => Data.ByteCount.TryParse(node.Text, out var bytes) ? bytes : throw Wrong(node);

        public override JsonObject JsonSchema() => new() { ["type"] = new JsonArray("string", "integer"), ["minimum"] = 0 };
    }

    /// <summary>A DateOnly.</summary>
    public sealed record Day : ValueKind
    {
        private const string Format = "yyyy-MM-dd";

        public override string Describe() => "a day such as 2027-06-30";

        public override object Parse(ScalarNode node) =>
            DateOnly.TryParseExact(node.Text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
                : throw Wrong(node);

        public override JsonObject JsonSchema() => new() { ["type"] = "string", ["pattern"] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" };
    }

    /// <summary>A bool.</summary>
    public sealed record Flag : ValueKind
    {
        public override string Describe() => "true or false";

        public override object Parse(ScalarNode node) => (node.Plain, node.Text) switch
        {
            (true, "true") => true,
            (true, "false") => false,
            _ => throw Wrong(node, node.Plain ? null : "without the quotes"),
        };

        public override JsonObject JsonSchema() => new() { ["type"] = "boolean" };
    }

    /// <summary>What must hold for a bool: true or false.</summary>
    public sealed record Truth : ValueKind
    {
        private readonly Flag _flag = new();

        public override string Describe() => _flag.Describe();

        public override object Parse(ScalarNode node)
        {
            var wanted = _flag.Parse(node);
            return new Requirement(node.Text, wanted.Equals);
        }

        public override JsonObject JsonSchema() => _flag.JsonSchema();
    }

    /// <summary>What must hold for a number: the number itself, or a comparison with one.</summary>
    public sealed partial record Comparison : ValueKind
    {
        public override string Describe() => "a number such as 30, or a comparison in quotes such as \"<= 30\" (<, <=, >, >=, ==, !=)";

        public override object Parse(ScalarNode node)
        {
            if (node.Plain && NumberPattern().IsMatch(node.Text)) return Compare("==", PlainNumber(node, NumberPattern()));
            var match = Pattern().Match(node.Text);
            return match.Success && NumberPattern().IsMatch(match.Groups[2].Value) ? Compare(match.Groups[1].Value, match.Groups[2].Value)
                : throw Wrong(node);
        }

        private static Requirement Compare(string operation, string number)
        {
            var limit = double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
            Func<double, bool> holds = operation switch
            {
                "<" => value => value < limit,
                "<=" => value => value <= limit,
                ">" => value => value > limit,
                ">=" => value => value >= limit,
                "!=" => value => value != limit,
                _ => value => value == limit,
            };
            return new Requirement($"{operation} {Text.Of(limit)}", value => value is not null
                && holds(Convert.ToDouble(value, CultureInfo.InvariantCulture)));
        }

        public override JsonObject JsonSchema() => new()
        {
            ["type"] = new JsonArray("number", "string"),
            ["pattern"] = "^\\s*(<=?|>=?|==?|!=)\\s*[-+]?[0-9.]",
        };

        [GeneratedRegex(@"^\s*(<=|>=|==|!=|<|>|=)\s*(\S+)\s*$")]
        private static partial Regex Pattern();
    }

    /// <summary>What must hold for a name: to be that, in any case.</summary>
    public sealed record Same(string[] Names) : ValueKind
    {
        private readonly Choice _choice = new(Names);

        public override string Describe() => _choice.Describe();

        public override object Parse(ScalarNode node)
        {
            var name = (string)_choice.Parse(node);
            return new Requirement(name, value => name.Equals(value?.ToString(), StringComparison.OrdinalIgnoreCase));
        }

        public override JsonObject JsonSchema() => _choice.JsonSchema();
    }
}

/// <summary>What an expectation asks of a value of a report.</summary>
internal sealed record Requirement(string Text, Func<object?, bool> Holds);
