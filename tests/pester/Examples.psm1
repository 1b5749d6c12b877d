<#
The examples of the help pages: run them, compare, and write their true output into the pages.

    Import-Module ./tests/pester/Examples.psm1; Update-Example
#>
Import-Module "$PSScriptRoot/Pwsh.psm1"
$root = Convert-Path "$PSScriptRoot/../.."
$data = Get-ChildItem "$root/examples" -Recurse -File -Include digits.csv, digits-mlp.onnx -ErrorAction Ignore | Sort-Object Name -Unique

# A code block of a page is commands behind 'PS> ' and '>> ', each followed by what it shows.
function Get-ExampleBlock {
    foreach ($page in Get-ChildItem "$root/docs" -Filter *-Ftc*.md) {
        $lines = @(Get-Content -LiteralPath $page)
        $start = -1
        for ($at = 0; $at -lt $lines.Count; $at++) {
            if (-not $lines[$at].StartsWith('```')) { continue }
            if ($start -lt 0) { $start = $at; continue }
            $text = @(if ($at -gt $start + 1) { $lines[($start + 1)..($at - 1)] })
            if ($text.Count -and $text[0].StartsWith('PS> ')) {
                [pscustomobject]@{ Page = $page.Name; File = $page.FullName; Line = $start + 2; Text = $text }
            }
            $start = -1
        }
    }
}

# One process runs all blocks, each in a folder and a scope of its own, as a person would see it at a console without colours.
function Get-ExampleOutput([object[]] $Block) {
    $folder = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid()))).FullName
    try {
        $script = @(
            '$PSStyle.OutputRendering = "PlainText"'
            "Import-Module '$root/FtcTools.psd1'"
            foreach ($at in 0..($Block.Count - 1)) {
                $place = (New-Item -ItemType Directory "$folder/$at").FullName
                if ($data) { Copy-Item -LiteralPath $data.FullName $place }
                "& { Set-Location '$place'"
                foreach ($command in Get-CommandLine $Block[$at].Text) {
                    "'#### $at' | Out-Host"
                    $command | ForEach-Object { "'#>>> ' + '$($_.Replace("'", "''"))' | Out-Host" }
                    ". { $(($command -replace '^(PS> |>> )') -join "`n") } | Out-Host"
                }
                '}'
            }
        )
        Set-Content "$folder/run.ps1" $script
        $shown = pwsh -NoProfile -NonInteractive -File "$folder/run.ps1"
    }
    finally {
        Remove-Item -LiteralPath $folder -Recurse -Force
    }
    foreach ($at in 0..($Block.Count - 1)) {
        $text = [System.Collections.Generic.List[string]]::new()
        $current = $null
        foreach ($line in $shown) {
            if ($line -match '^#### (\d+)$') { $current = [int]$Matches[1]; if ($current -eq $at) { $text.Add('') }; continue }
            if ($current -ne $at) { continue }
            # The folder has another name every time.
            $text.Add(($line -replace '^#>>> ').Replace("$folder/$at", '/home/me').TrimEnd())
        }
        , @(Format-Block $text)
    }
}

function Get-CommandLine([string[]] $Text) {
    $command = @()
    foreach ($line in $Text) {
        if ($line.StartsWith('PS> ')) { if ($command) { , $command }; $command = @($line) }
        elseif ($line.StartsWith('>> ')) { $command += $line }
    }
    if ($command) { , $command }
}

# One empty line around output, none between commands that show nothing.
function Format-Block([string[]] $Text) {
    $result = [System.Collections.Generic.List[string]]::new()
    $output = $false
    foreach ($line in $Text) {
        $isCommand = $line -match '^(PS> |>> )'
        if ($line -eq '' -and ($result.Count -eq 0 -or $result[-1] -eq '')) { continue }
        if ($isCommand -and -not $output) { while ($result.Count -and $result[-1] -eq '') { $result.RemoveAt($result.Count - 1) } }
        if ($isCommand) { $output = $false } elseif ($line -ne '') { $output = $true }
        if ($output -and $result.Count -and $result[-1] -match '^(PS> |>> )') { $result.Add('') }
        $result.Add($line)
    }
    while ($result.Count -and $result[-1] -eq '') { $result.RemoveAt($result.Count - 1) }
    $result
}

# The syntax block of a page, as the engine has it.
# Old names of parameters still work, and are on no page.
function Get-SyntaxText([string] $Name) {
    $command = Get-Command $Name
    $old = $command.Parameters.Values.Where({ $_.Attributes.DontShow -contains $true }).ForEach({ " \[-$($_.Name)( <[^>]*>)?\]" }) -join '|'
    @((Get-Command $Name -Syntax) -split "`r?`n" | ForEach-Object { $(if ($old) { $_ -replace $old } else { $_ }).TrimEnd() } | Where-Object { $_ })
}

function Update-Example {
    Import-Module "$root/FtcTools.psd1"
    foreach ($page in Get-ChildItem "$root/docs" -Filter *-Ftc*.md) {
        $text = Get-Content -LiteralPath $page -Raw
        $syntax = (Get-SyntaxText $page.BaseName) -join "`n`n"
        Set-Content -LiteralPath $page -NoNewline ($text -replace '(?s)(?<=## Syntax\n\n```powershell\n).*?(?=```)', "$syntax`n".Replace('$', '$$'))
    }
    $blocks = @(Get-ExampleBlock)
    $outputs = @(Get-ExampleOutput $blocks)
    foreach ($at in ($blocks.Count - 1)..0) {
        $block = $blocks[$at]
        $lines = @(Get-Content -LiteralPath $block.File)
        $after = $lines[($block.Line + $block.Text.Count - 1)..($lines.Count - 1)]
        Set-Content -LiteralPath $block.File (@($lines[0..($block.Line - 2)]) + $outputs[$at] + $after)
    }
}

Export-ModuleMember -Function Get-ExampleBlock, Get-ExampleOutput, Get-SyntaxText, Update-Example
